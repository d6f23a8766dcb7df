import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSecretKey } from '@users/crypto';

/**
 * The embedded mode's own secret keys: made at the first start, readable for their owner alone, and needed as long as
 * the data beside them. A process that loses the race to make them uses the winner's.
 */
export function secretKeysFrom(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'secret-keys');
  if (!existsSync(path)) {
    try {
      writeFileSync(path, `${generateSecretKey()}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8').trim();
}
