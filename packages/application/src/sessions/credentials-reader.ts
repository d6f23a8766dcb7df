import type { EmailAddress, LogInFacts } from '@users/domain';

export interface StoredCredentials extends LogInFacts {
  readonly userId: string;
  readonly epoch: number;
}

/** What log-in compares with, before any transaction. */
export interface CredentialsReader {
  /** @throws DependencyUnavailable */
  byEmail(email: EmailAddress): Promise<StoredCredentials | null>;
}
