import type { AccessTokenClaims } from '@users/domain';
import type { JWTPayload } from 'jose';

/** Every claim there and of its type, nothing else handed on; frozen, because one answer serves many requests. */
export function readAccessTokenClaims(payload: JWTPayload): AccessTokenClaims | null {
  const { sub, sid, epoch, roles, scope, jti } = payload;
  if (!isName(sub) || !isName(sid) || !isName(jti)) return null;
  if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch) || epoch < 0) return null;
  if (typeof scope !== 'string' || !isNames(roles)) return null;
  return Object.freeze({ sub, sid, epoch, roles: Object.freeze([...roles]), scope, jti });
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isName);
}
