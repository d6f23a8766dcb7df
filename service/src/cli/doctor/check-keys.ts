import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredSigningKey } from '@users/application';
import { JweSealer, parseSecretKeys, type SecretKeys } from '@users/crypto';
import type { Config } from '../../config/config.ts';
import { type Finding, failed, fine, off, reasonOf } from './finding.ts';

/** The secret keys, and whether they open the signing keys that are stored. Makes none of either. */
export async function checkKeys(
  config: Config,
  signingKeys: readonly StoredSigningKey[] | null,
): Promise<readonly Finding[]> {
  const path = join(config.dataDir, 'secret-keys');
  if (config.secretKeys === null && !existsSync(path)) {
    return [off('secret keys', 'none yet: made at the first start'), off('signing keys', 'none yet')];
  }
  try {
    const keys = parseSecretKeys(config.secretKeys ?? readFileSync(path, 'utf8').trim());
    return [fine('secret keys', 'can be read'), await checkSigningKeys(keys, signingKeys)];
  } catch (error) {
    const remedy =
      '`users key generate` makes a good one; keep the old ones behind it, they still open what they closed.';
    return [failed('secret keys', reasonOf(error), remedy)];
  }
}

async function checkSigningKeys(keys: SecretKeys, stored: readonly StoredSigningKey[] | null): Promise<Finding> {
  if (stored === null) return off('signing keys', 'could not be read: see PostgreSQL and schema');
  if (stored.length === 0) return off('signing keys', 'none yet: made at the first start');
  const sealer = new JweSealer(keys);
  const opened = await Promise.allSettled(stored.map((key) => sealer.open('signing_key', key.sealedPrivateJwk)));
  const closed = opened.filter(({ status }) => status === 'rejected').length;
  if (closed === 0) return fine('signing keys', `${stored.length}, all can be opened`);
  return failed(
    'signing keys',
    `${closed} of ${stored.length} cannot be opened by these secret keys`,
    'Add the secret key that they were sealed with to SECRET_KEYS, behind the first; lost ones are replaced by themselves.',
  );
}
