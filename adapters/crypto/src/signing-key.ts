import { SealBroken, type Sealer, type StoredSigningKey } from '@users/application';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';

/** The public half as it is published (RFC 8037 §2): the fields named here and no other. */
export interface PublicSigningJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

export interface SigningKey {
  readonly kid: string;
  readonly createdAt: Date;
  readonly activatesAt: Date;
  readonly publicJwk: PublicSigningJwk;
  readonly publicKey: CryptoKey;
  /** Null when it was sealed by a secret key that this process does not have: it verifies and cannot sign. */
  readonly privateKey: CryptoKey | null;
}

/** Makes an Ed25519 key; the private half leaves here sealed. */
export async function makeSigningKey(
  sealer: Sealer,
  times: { createdAt: Date; activatesAt: Date },
): Promise<StoredSigningKey> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  return {
    kid: await calculateJwkThumbprint(publicJwk),
    publicJwk: JSON.stringify(publicJwk),
    sealedPrivateJwk: await sealer.seal('signing_key', JSON.stringify(await exportJWK(pair.privateKey))),
    ...times,
  };
}

/** Null for a row that holds no Ed25519 key of this name: one bad row must not stop the others. */
export async function readSigningKey(stored: StoredSigningKey, sealer: Sealer): Promise<SigningKey | null> {
  const { kid, createdAt, activatesAt } = stored;
  const okp = parseOkp(stored.publicJwk);
  if (okp === null) return null;
  // Field by field: whatever else the row holds must not be published.
  const publicJwk: PublicSigningJwk = { kty: okp.kty, crv: okp.crv, x: okp.x, kid, alg: 'EdDSA', use: 'sig' };
  if ((await calculateJwkThumbprint({ ...publicJwk })) !== kid) return null;
  const publicKey = await importEd25519(publicJwk);
  if (publicKey === null) return null;
  return { kid, createdAt, activatesAt, publicJwk, publicKey, privateKey: await openPrivate(stored, okp.x, sealer) };
}

async function openPrivate(stored: StoredSigningKey, x: string, sealer: Sealer): Promise<CryptoKey | null> {
  const text = await sealer.open('signing_key', stored.sealedPrivateJwk).catch(nullWhenBroken);
  const okp = text === null ? null : parseOkp(text);
  // Halves that do not belong together would sign what nobody can verify.
  if (okp?.d === undefined || okp.x !== x) return null;
  return importEd25519(okp);
}

function nullWhenBroken(error: unknown): null {
  if (error instanceof SealBroken) return null;
  throw error;
}

type Okp = Pick<PublicSigningJwk, 'kty' | 'crv' | 'x'> & { readonly d?: string };

function parseOkp(text: string): Okp | null {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return null;
  const { kty, crv, x, d } = value as Record<string, unknown>;
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string') return null;
  return typeof d === 'string' ? { kty, crv, x, d } : { kty, crv, x };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function importEd25519(jwk: Okp): Promise<CryptoKey | null> {
  try {
    const key = await importJWK({ ...jwk }, 'EdDSA');
    return key instanceof Uint8Array ? null : key;
  } catch {
    return null;
  }
}
