type Tokens = { readonly access_token: string; readonly refresh_token: string };

/** What the service answered last about one session. */
export class Session {
  accessToken: string;
  refreshToken: string;
  readonly #former: string[] = [];

  constructor({ access_token, refresh_token }: Tokens) {
    this.accessToken = access_token;
    this.refreshToken = refresh_token;
  }

  rotate({ access_token, refresh_token }: Tokens): void {
    this.#former.push(this.refreshToken);
    this.accessToken = access_token;
    this.refreshToken = refresh_token;
  }

  /** Those that are no longer the one before the present one. */
  tooOld(): readonly string[] {
    return this.#former.splice(0, this.#former.length - 1);
  }
}
