import { setTimeout as delay } from 'node:timers/promises';
import type { KeyedAnswer, KeyedRequest } from './history.ts';
import type { WriteCall, Written } from './recorded-client.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Sends a request under a key of its own, the same again until its answer is known or the run is over. One that was
 * acknowledged is sent once more now and then, and another payload under its key.
 *
 * @param send what sends one request
 * @returns the first answer that is known; `certain` when no request before it can still be carried out
 */
export async function writeUnderKey(
  { history, random, going }: Surroundings,
  call: WriteCall,
  send: (call: WriteCall) => Promise<Written>,
): Promise<Written & { readonly certain: boolean }> {
  const { account, operation } = call;
  const key = `${operation}:${account}`;
  const request: KeyedRequest = { account, operation, key, answers: [], misused: [] };
  history.keyed.push(request);
  const untilKnown = async (each: WriteCall, answers: KeyedAnswer[]): Promise<Written> => {
    for (;;) {
      const written = await send({ ...each, key });
      const { outcome, status, code, replayed, text } = written;
      answers.push({ outcome, status, code, replayed, text });
      if (!sentAgain(written) || !going()) return written;
      await delay(random.between(50, 300));
    }
  };
  const first = await untilKnown(call, request.answers);
  const certain = request.answers.every(({ outcome }) => outcome !== 'unknown');
  if (first.outcome === 'acknowledged') {
    // Nothing more may come of these: whatever does was asked for by nobody.
    const again = { ...call, operation: `${operation} again`, effect: null };
    if (random.next() < 0.5) await untilKnown(again, request.answers);
    const other = { ...call, operation: `${operation} with a used key`, effect: null, body: anotherThan(call.body) };
    if (random.next() < 0.3) await untilKnown(other, request.misused);
  }
  return { ...first, certain };
}

/** Whether an answer leaves open what became of the request, or what will when it comes again. */
export function sentAgain({ outcome, status, code }: Pick<KeyedAnswer, 'outcome' | 'status' | 'code'>): boolean {
  if (outcome === 'acknowledged') return false;
  // Turned away before anything was looked at, or the first one is still being done.
  return outcome === 'unknown' || status === 0 || status === 401 || ['overloaded', inUse].includes(code);
}

const inUse = 'idempotency_key_in_use';

function anotherThan(body: unknown): unknown {
  return { ...(body as object), full_name: 'Somebody else' };
}
