import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ParsedRefreshToken, RefreshTokenCodec } from '@users/domain';
import type { SecretKeys } from './secret-keys.ts';

/** Lets secret scanners know what they found. */
const prefix = 'rt_';
const sessionBytes = 16;
const generationBytes = 4;
const macBytes = 32;
const tokenBytes = sessionBytes + generationBytes + macBytes;
const tokenForm = /^rt_[A-Za-z0-9_-]{70}$/;
const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * `rt_` and base64url of session id (16 bytes) ‖ generation (uint32) ‖ HMAC-SHA256 of both and the session's seed.
 * The first secret key makes tokens, any of them verifies.
 */
export class HmacRefreshTokenCodec implements RefreshTokenCodec {
  readonly #keys: SecretKeys;

  constructor(keys: SecretKeys) {
    this.#keys = keys;
  }

  /** @throws RangeError when the session id is no UUID, or the generation no uint32 */
  mint(input: { sessionId: string; generation: number; seed: string }): string {
    const [key] = this.#keys.subKeys('refresh_token');
    if (key === undefined) throw new RangeError('no secret key');
    const body = encodeBody(input.sessionId, input.generation);
    return prefix + Buffer.concat([body, mac(key, body, input.seed)]).toString('base64url');
  }

  parse(token: string): ParsedRefreshToken | null {
    if (!tokenForm.test(token)) return null;
    const encoded = token.slice(prefix.length);
    const bytes = Buffer.from(encoded, 'base64url');
    // 70 characters hold two bits more than 52 bytes: of the four spellings only ours is a token.
    if (bytes.length !== tokenBytes || bytes.toString('base64url') !== encoded) return null;
    const body = bytes.subarray(0, sessionBytes + generationBytes);
    const given = bytes.subarray(sessionBytes + generationBytes);
    return {
      sessionId: formatUuid(body.subarray(0, sessionBytes)),
      generation: body.readUInt32BE(sessionBytes),
      genuine: (seed) => this.#genuine(body, given, seed),
    };
  }

  #genuine(body: Buffer, given: Buffer, seed: string): boolean {
    const keys = this.#keys.subKeys('refresh_token');
    return keys.some((key) => timingSafeEqual(mac(key, body, seed), given));
  }
}

function mac(key: Uint8Array, body: Buffer, seed: string): Buffer {
  // The body has a fixed length: no two inputs run together.
  return createHmac('sha256', key).update(body).update(seed).digest();
}

function encodeBody(sessionId: string, generation: number): Buffer {
  if (!uuidForm.test(sessionId)) throw new RangeError('a session id is a lower-case UUID');
  const body = Buffer.alloc(sessionBytes + generationBytes);
  body.write(sessionId.replaceAll('-', ''), 'hex');
  body.writeUInt32BE(generation, sessionBytes);
  return body;
}

function formatUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
