/** What a refresh token says of itself, once its form is right; nothing in it is trusted before `genuine`. */
export interface ParsedRefreshToken {
  readonly sessionId: string;
  readonly generation: number;
  /** True when the server made this token for a session with this seed. Constant time. */
  genuine(seed: string): boolean;
}

/** sid ‖ generation ‖ HMAC(server key, sid ‖ generation ‖ seed): nothing about a token needs to be stored. */
export interface RefreshTokenCodec {
  /** The same input gives the same token while the server key stays: a repeated refresh can be answered again. */
  mint(input: { sessionId: string; generation: number; seed: string }): string;
  /** Null when the text is no refresh token at all. */
  parse(token: string): ParsedRefreshToken | null;
}
