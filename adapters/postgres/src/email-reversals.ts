import type { Clock } from '@users/application';
import type { EmailReversal, EmailReversalRepository } from '@users/domain';
import type { Insertable, Kysely } from 'kysely';
import type { EmailReversalsTable, Tables } from './tables.ts';

/** The ways back of a user that are void: those of this moment and later; null: all. */
export interface VoidReversals {
  readonly userId: string;
  readonly since: Date | null;
}

const reversalColumns = [
  ...(['digest', 'user_id as userId', 'old_email as oldEmail', 'requester'] as const),
  ...(['created_at as createdAt', 'expires_at as expiresAt'] as const),
] as const;

/** The ways back of one run of a closure. */
export class StoredEmailReversals implements EmailReversalRepository {
  readonly added: Insertable<EmailReversalsTable>[] = [];
  readonly voided: VoidReversals[] = [];
  /** Digests of those that go alone. */
  readonly removed: string[] = [];
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  constructor(db: Kysely<Tables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async find(digest: string): Promise<EmailReversal | null> {
    const row = await this.#db
      .selectFrom('email_reversals')
      .select(reversalColumns)
      .where('digest', '=', digest)
      .where('expires_at', '>', this.#clock.now())
      .executeTakeFirst();
    return row ?? null;
  }

  async findOf(userId: string): Promise<readonly EmailReversal[]> {
    return this.#db
      .selectFrom('email_reversals')
      .select(reversalColumns)
      .where('user_id', '=', userId)
      .where('expires_at', '>', this.#clock.now())
      .orderBy('created_at')
      .execute();
  }

  add({ digest, userId, oldEmail, requester, createdAt, expiresAt }: EmailReversal): void {
    this.added.push({
      digest,
      user_id: userId,
      old_email: oldEmail,
      requester: requester && JSON.stringify(requester),
      created_at: createdAt,
      expires_at: expiresAt,
    });
  }

  remove({ digest }: EmailReversal): void {
    this.removed.push(digest);
  }

  removeFrom({ userId, createdAt }: EmailReversal): void {
    this.voided.push({ userId, since: createdAt });
  }

  removeOf(userId: string): void {
    this.voided.push({ userId, since: null });
  }
}
