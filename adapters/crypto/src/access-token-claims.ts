import { type AccessTokenClaims, firstPartyClientId, isClientToken, type VerifiedClaims } from '@users/domain';
import type { JWTPayload } from 'jose';

/** Claims of ours in the form of RFC 9068 §2.2, where `client_id` is required. */
export function toPayload(claims: AccessTokenClaims): JWTPayload {
  const { sub, epoch, scope, jti } = claims;
  const common = { sub, epoch, scope, jti };
  if (isClientToken(claims)) return { ...common, client_id: claims.clientId };
  return { ...common, client_id: firstPartyClientId, sid: claims.sid, roles: [...claims.roles] };
}

/**
 * Every claim there and of its type, nothing else handed on; frozen, because one answer serves many requests. What has
 * something of both kinds, a session and a client of its own, is neither.
 */
export function readAccessTokenClaims(payload: JWTPayload): VerifiedClaims | null {
  const { sub, client_id: clientId, sid, epoch, roles, scope, jti, iat, exp } = payload;
  if (!isName(sub) || !isName(jti) || typeof scope !== 'string' || iat === undefined || exp === undefined) return null;
  if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch) || epoch < 0) return null;
  const common = { sub, epoch, scope, jti, iat, exp };
  if (clientId === firstPartyClientId && isName(sid) && isNames(roles)) {
    return Object.freeze({ ...common, sid, roles: Object.freeze([...roles]) });
  }
  if (clientId === sub && clientId !== firstPartyClientId && sid === undefined && roles === undefined) {
    return Object.freeze({ ...common, clientId: sub });
  }
  return null;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isName);
}
