import type { ChangedField, UpdateReason } from './user-events.ts';
import type { UserState } from './user-state.ts';

/** What one `user.updated` does: the fields it names, why, and the state that differs afterwards. */
export interface Transition {
  readonly changed: readonly ChangedField[];
  readonly reason: UpdateReason;
  readonly state: Partial<UserState>;
}

/** The part of every transition after which no session and no reset link may live. */
export function nextEpoch(state: UserState): Pick<UserState, 'epoch'> {
  return { epoch: state.epoch + 1 };
}
