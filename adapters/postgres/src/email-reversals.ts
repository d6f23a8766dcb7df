import type { Clock } from '@users/application';
import type { EmailReversal, EmailReversalRepository } from '@users/domain';
import type { Kysely } from 'kysely';
import type { EmailReversalsTable, Tables } from './tables.ts';

/** The ways back of a user that are void: those of this moment and later; null: all. */
export interface VoidReversals {
  readonly userId: string;
  readonly since: Date | null;
}

/** The ways back of one run of a closure. */
export class StoredEmailReversals implements EmailReversalRepository {
  readonly added: EmailReversalsTable[] = [];
  readonly voided: VoidReversals[] = [];
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  constructor(db: Kysely<Tables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async find(digest: string): Promise<EmailReversal | null> {
    const row = await this.#db
      .selectFrom('email_reversals')
      .select(['digest', 'user_id as userId', 'old_email as oldEmail'])
      .select(['created_at as createdAt', 'expires_at as expiresAt'])
      .where('digest', '=', digest)
      .where('expires_at', '>', this.#clock.now())
      .executeTakeFirst();
    return row ?? null;
  }

  add({ digest, userId, oldEmail, createdAt, expiresAt }: EmailReversal): void {
    this.added.push({
      digest,
      user_id: userId,
      old_email: oldEmail,
      created_at: createdAt,
      expires_at: expiresAt,
    });
  }

  removeFrom({ userId, createdAt }: EmailReversal): void {
    this.voided.push({ userId, since: createdAt });
  }

  removeOf(userId: string): void {
    this.voided.push({ userId, since: null });
  }
}
