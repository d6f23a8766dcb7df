import type { EmailAddress, UserStatus } from '@users/domain';

export interface StoredCredentials {
  readonly userId: string;
  readonly status: UserStatus;
  readonly passwordHash: string | null;
  readonly epoch: number;
}

/** What log-in compares with, before any transaction. */
export interface CredentialsReader {
  /** @throws DependencyUnavailable */
  byEmail(email: EmailAddress): Promise<StoredCredentials | null>;
}
