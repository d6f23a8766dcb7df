import type { EmailAddress } from '@users/domain';

/**
 * A registration on its way from the request to its task. All that is random was drawn when it was accepted, so that a
 * task that runs twice makes one user and one link.
 */
export interface Registration {
  readonly userId: string;
  readonly token: string;
  readonly email: EmailAddress;
  readonly fullName: string;
  readonly locale: string;
  readonly passwordHash: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly network: string | null;
  /** The key of its task; absent in what the release before accepted. */
  readonly requestKey?: string;
}

/** That an address was registered again, on its way to the account. */
export interface RepeatedRegistration {
  readonly email: EmailAddress;
  readonly network: string | null;
}
