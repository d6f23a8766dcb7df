import { availableParallelism } from 'node:os';
import type { Clock, SigningKeyRepository } from '@users/application';
import { type Argon2Cost, Argon2Hasher, defaultArgon2Cost } from './argon2-hasher.ts';
import { HmacFingerprinter } from './hmac-fingerprinter.ts';
import { NodeIdGenerator } from './ids.ts';
import { JoseAccessTokenSigner } from './jose-signer.ts';
import { HmacRefreshTokenCodec } from './refresh-token-codec.ts';
import { JweSealer } from './sealed-token.ts';
import type { SecretKeys } from './secret-keys.ts';
import { SigningKeys } from './signing-keys.ts';

export interface CryptoOptions {
  readonly secretKeys: SecretKeys;
  readonly clock: Clock;
  readonly signingKeyRepository: SigningKeyRepository;
  /** `iss` of the access tokens: where their keys are published. */
  readonly issuer: string;
  readonly audience: string;
  /** 600 unless told. */
  readonly accessTokenTtlSeconds?: number;
  /** 90 days unless told. */
  readonly rotateSigningKeysAfterSeconds?: number;
  /** For so long others may cache the published keys: 600 unless told. */
  readonly jwksCacheSeconds?: number;
  readonly argon2?: Partial<Argon2Cost> & {
    /** Hashes at once in this process: the cores of the machine unless told. */
    readonly width?: number;
    /** Callers that may wait: 16 for each that runs, unless told. */
    readonly queueLimit?: number;
  };
}

export interface Crypto {
  readonly ids: NodeIdGenerator;
  readonly sealer: JweSealer;
  readonly fingerprinter: HmacFingerprinter;
  /** For the names of requests alone, see `requestKey`. */
  readonly requestNames: HmacFingerprinter;
  readonly hasher: Argon2Hasher;
  readonly refreshTokens: HmacRefreshTokenCodec;
  readonly accessTokens: JoseAccessTokenSigner;
  readonly signingKeys: SigningKeys;
}

const waitingPerHash = 16;

/** Everything secret of one process. Reads nothing yet: `signingKeys.ready()` does, or their first use. */
export function createCrypto(options: CryptoOptions): Crypto {
  const { secretKeys, clock, issuer, audience } = options;
  const sealer = new JweSealer(secretKeys);
  const ttlSeconds = options.accessTokenTtlSeconds ?? 600;
  const signingKeys = new SigningKeys({
    repository: options.signingKeyRepository,
    sealer,
    clock,
    tokenTtlSeconds: ttlSeconds,
    ...(options.rotateSigningKeysAfterSeconds && { rotateAfterSeconds: options.rotateSigningKeysAfterSeconds }),
    ...(options.jwksCacheSeconds && { cacheSeconds: options.jwksCacheSeconds }),
  });
  return {
    ids: new NodeIdGenerator(),
    sealer,
    fingerprinter: new HmacFingerprinter(secretKeys, 'fingerprint'),
    requestNames: new HmacFingerprinter(secretKeys, 'request'),
    hasher: createHasher(options.argon2 ?? {}),
    refreshTokens: new HmacRefreshTokenCodec(secretKeys),
    accessTokens: new JoseAccessTokenSigner({ keys: signingKeys, clock, issuer, audience, ttlSeconds }),
    signingKeys,
  };
}

function createHasher(options: NonNullable<CryptoOptions['argon2']>): Argon2Hasher {
  const width = options.width ?? availableParallelism();
  const { queueLimit = width * waitingPerHash, ...cost } = options;
  return new Argon2Hasher({ ...defaultArgon2Cost, ...cost }, { width, queueLimit });
}
