import type { LinkKind, LinkPause, LinkPauseRepository } from '@users/domain';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { GuardedPart } from './guarded-parts.ts';
import type { Tables } from './tables.ts';

/** A pause to be written, beside what was found of it. */
export interface LinkPauseChange {
  readonly userId: string;
  readonly kind: LinkKind;
  readonly found: LinkPause | null;
  readonly next: LinkPause;
}

/** The pauses of one run of a closure. */
export class TrackedLinkPauses implements LinkPauseRepository {
  readonly #db: Kysely<Tables>;
  readonly #found = new Map<string, LinkPause>();
  readonly #changes = new Map<string, LinkPauseChange>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async find(userId: string, kind: LinkKind): Promise<LinkPause | null> {
    const found = await this.#db
      .selectFrom('link_pauses')
      .select(['epoch', 'links', 'last_at as lastAt'])
      .where('user_id', '=', userId)
      .where('kind', '=', kind)
      .executeTakeFirst();
    if (found !== undefined) this.#found.set(`${userId} ${kind}`, found);
    return found ?? null;
  }

  set(userId: string, kind: LinkKind, next: LinkPause): void {
    const key = `${userId} ${kind}`;
    this.#changes.set(key, { userId, kind, found: this.#found.get(key) ?? null, next });
  }

  changes(): readonly LinkPauseChange[] {
    return [...this.#changes.values()];
  }
}

/** One part for each: a row that is new, or is as it was found. */
export function linkPauseParts(changes: readonly LinkPauseChange[]): readonly GuardedPart[] {
  return changes.map((change, index) => ({ name: `link_pause_${index + 1}`, rows: 1, body: pausePart(change) }));
}

function pausePart({ userId, kind, found, next }: LinkPauseChange): RawBuilder<unknown> {
  if (found === null) {
    return sql`
      insert into link_pauses (user_id, kind, epoch, links, last_at)
      values (${userId}, ${kind}, ${next.epoch}, ${next.links}, ${next.lastAt})
      on conflict (user_id, kind) do nothing returning user_id`;
  }
  return sql`
    update link_pauses set epoch = ${next.epoch}, links = ${next.links}, last_at = ${next.lastAt}
    where user_id = ${userId} and kind = ${kind}
      and epoch = ${found.epoch} and links = ${found.links} and last_at = ${found.lastAt}
    returning user_id`;
}
