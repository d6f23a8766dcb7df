import type { EmailAddress, Permission, UserState } from '@users/domain';

/** An account, and what its roles add up to. */
export interface StoredAccount {
  readonly user: UserState;
  readonly permissions: ReadonlySet<Permission>;
}

/** What log-in compares with, before anything is written: by one look all that it needs. */
export interface CredentialsReader {
  /** @throws DependencyUnavailable */
  byEmail(email: EmailAddress): Promise<StoredAccount | null>;
}
