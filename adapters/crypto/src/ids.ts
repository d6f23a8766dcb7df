import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import type { IdGenerator } from '@users/application';

const secretBytes = 32;

/** Randomness of the operating system. */
export class NodeIdGenerator implements IdGenerator {
  uuid(): string {
    return randomUUIDv7();
  }

  secret(): string {
    return randomBytes(secretBytes).toString('base64url');
  }

  /** Unsalted and fast on purpose: 256 random bits cannot be guessed, so there is nothing to slow down. */
  digest(secret: string): string {
    return createHash('sha256').update(secret).digest('base64url');
  }
}
