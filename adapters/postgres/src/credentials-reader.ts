import type { CredentialsReader, StoredCredentials } from '@users/application';
import type { EmailAddress } from '@users/domain';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export class PostgresCredentialsReader implements CredentialsReader {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async byEmail(email: EmailAddress): Promise<StoredCredentials | null> {
    const row = await this.#db
      .selectFrom('users')
      .select(['id as userId', 'status', 'email_verified_at as emailVerifiedAt'])
      .select(['password_hash as passwordHash', 'epoch'])
      .where('email', '=', email)
      .where('erased_at', 'is', null)
      .executeTakeFirst();
    return row ?? null;
  }
}
