/** Far more than the service has shapes of statements; a bound, so that no mistake can fill the server's memory. */
const maxNames = 200;

/** Names for prepared statements: one text, one name, on every connection. */
export class StatementNames {
  readonly #names = new Map<string, string>();

  /** Undefined once there are too many: the statement is then sent without a name. */
  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= maxNames) return known;
    const name = `s${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}
