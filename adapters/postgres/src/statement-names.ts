import { type RawBuilder, sql } from 'kysely';

/** Far more than the service has shapes of statements; a bound, so that no mistake can fill the server's memory. */
const maxNames = 200;

const mark = '/* planned each time */';

/**
 * The end of a statement that is planned anew each time, for its best plan depends on its values; such have many shapes,
 * which would use up the names too.
 */
export const plannedEachTime: RawBuilder<unknown> = sql.raw(mark);

/** Names for prepared statements: one text, one name, on every connection. */
export class StatementNames {
  readonly #names = new Map<string, string>();

  /** Undefined for what is planned each time, and once there are too many: the statement is then sent without a name. */
  nameOf(text: string): string | undefined {
    if (text.endsWith(mark)) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= maxNames) return known;
    const name = `s${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}
