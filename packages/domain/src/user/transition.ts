import type { ChangedField, UpdateReason } from './user-events.ts';
import type { UserState } from './user-state.ts';

/** What one `user.updated` does: the fields it names, why, and the state that differs afterwards. */
export interface Transition {
  readonly changed: readonly ChangedField[];
  readonly reason: UpdateReason;
  readonly state: Partial<UserState>;
}

/** The part of every transition after which no session, no reset link and no pending change of address may live. */
export function nextEpoch(state: UserState): Pick<UserState, 'epoch' | 'emailChange'> {
  return { epoch: state.epoch + 1, emailChange: null };
}

/** The part of every transition that sets a password or an address: what was opened with the old ones ends. */
export function nextCredentials(state: UserState): Pick<UserState, 'epoch' | 'emailChange' | 'credentialsVersion'> {
  return { ...nextEpoch(state), credentialsVersion: state.credentialsVersion + 1 };
}
