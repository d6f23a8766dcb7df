import { UnsupportedPasswordHash } from './user-errors.ts';

/** What computing a hash costs. */
export interface HashCost {
  readonly memoryKib: number;
  /** Passes over the memory. */
  readonly timeCost: number;
}

/**
 * Whoever brings a hash decides what each log-in with it costs. Bounded, so that one row cannot make log-ins take
 * minutes or the memory of the machine: 256 MiB, and some 25 times the work of OWASP's recommended parameters.
 */
const maxMemoryKib = 262_144;
const maxWork = 1_048_576;
const maxLanes = 16;

/** RFC 9106 §3.1: memory, passes and lanes; salt and tag in base64 without padding. */
const phc =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,6}),t=([1-9]\d?),p=([1-9]\d?)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/**
 * Whether a hash that comes from outside may be stored: argon2id, version 1.3, as this service makes them, at a cost
 * that is bearable or that of its own hashes.
 *
 * @param own the cost of the service's own hashes
 * @throws UnsupportedPasswordHash
 */
export function assertOwnHash(hash: string, own: HashCost): void {
  const [, memory, passes, lanes, salt = '', tag = ''] = phc.exec(hash) ?? [];
  if (memory === undefined) throw new UnsupportedPasswordHash(refusalOf(hash));
  if (!isBase64(salt) || !isBase64(tag)) throw new UnsupportedPasswordHash('is damaged: its salt or tag is no base64');
  const [memoryKib, timeCost, parallelism] = [Number(memory), Number(passes), Number(lanes)];
  if (memoryKib < 8 * parallelism) {
    throw new UnsupportedPasswordHash('is damaged: argon2 needs 8 KiB of memory for each lane');
  }
  const tooMuch =
    memoryKib > Math.max(maxMemoryKib, own.memoryKib) ||
    memoryKib * timeCost > Math.max(maxWork, own.memoryKib * own.timeCost) ||
    parallelism > maxLanes;
  if (tooMuch) throw new UnsupportedPasswordHash('would make each log-in take too much time or memory');
}

function refusalOf(hash: string): string {
  if (/^\$argon2id\$/.test(hash)) return 'must be an argon2id hash in PHC form, version 19';
  return 'must be an argon2id hash in PHC form: hashes of other kinds cannot be imported; leave it out to send an invitation';
}

/** Of a length that whole bytes can have, and with no bits set after the last of them (RFC 4648 §3.5). */
function isBase64(text: string): boolean {
  const rest = text.length % 4;
  if (rest === 1) return false;
  return rest === 0 || (rest === 2 ? /[AQgw]$/ : /[AEIMQUYcgkosw048]$/).test(text);
}
