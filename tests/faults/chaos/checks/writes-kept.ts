import type { Effect, Write } from '../driver/history.ts';
import { type Evidence, groupBy, type LoggedEvent } from './evidence.ts';

/**
 * Each acknowledged write is in the log, those of one account in the order in which they were acknowledged; every other
 * event is explained by a write of unknown outcome. So nothing refused was done, nor anything done twice. A link that was
 * asked for is made by a task, soon after the answer or late: other writes may come before it.
 */
export function* writesKept({ writes, log, others }: Evidence): Iterable<string> {
  const bySubject = groupBy(log, ({ subject }) => subject);
  const byAddress = new Map<string, LoggedEvent[]>();
  for (const [subject, events] of bySubject) {
    const [first] = events;
    const address = first?.type === 'user.created' ? JSON.parse(first.data).email : subject;
    if (byAddress.has(address)) yield `${address} was created twice`;
    byAddress.set(address, events);
  }
  for (const [account, own] of groupBy(writes, (write) => write.account)) {
    if (!others.has(account)) yield* accountKept(account, own, byAddress.get(account) ?? []);
    byAddress.delete(account);
  }
  for (const address of byAddress.keys())
    if (!others.has(address)) yield `${address} was created, and nobody asked for it`;
}

function* accountKept(account: string, writes: readonly Write[], events: readonly LoggedEvent[]): Iterable<string> {
  const left = [...events];
  let from = 0;
  for (const { effect, outcome, promised, operation } of writes) {
    if (effect === null || outcome !== 'acknowledged' || !promised) continue;
    const at = left.findIndex((event, index) => index >= from && fits(effect, event));
    if (at < 0) {
      const told = `is lost, or out of order (${JSON.stringify(effect)}); ${lifeOf(writes, events)}`;
      yield `${account}: "${operation}" was acknowledged and ${told}`;
      continue;
    }
    left.splice(at, 1);
    if (!madeByTask(effect)) from = at;
  }
  // A new account brings its first link with it.
  const born = left.findIndex(({ type }) => type === 'user.verification_token.created');
  if (born >= 0 && events[0]?.type === 'user.created') left.splice(born, 1);
  for (const { effect, outcome, promised } of writes) {
    const possible = outcome === 'unknown' || (outcome === 'acknowledged' && !promised);
    if (effect === null || !possible) continue;
    const at = left.findIndex((event) => fits(effect, event));
    if (at >= 0) left.splice(at, 1);
  }
  for (const event of left) yield `${account}: nobody asked for ${event.type} number ${event.sequence} (${event.data})`;
}

function madeByTask({ type }: Effect): boolean {
  return type === 'user.verification_token.created' || type === 'user.password_reset.requested';
}

/** For whoever has to find out what happened. */
function lifeOf(writes: readonly Write[], events: readonly LoggedEvent[]): string {
  const done = writes.map(({ operation, outcome, answeredAt }) => `${clock(answeredAt)} ${operation} ${outcome}`);
  const logged = events.map(({ type, data, at }) => `${clock(at)} ${type} ${JSON.parse(data).reason ?? ''}`.trim());
  return `writes: ${done.join(', ')}; events: ${logged.join(', ')}`;
}

function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 23);
}

function fits(effect: Effect, { type, data }: LoggedEvent): boolean {
  if (effect.type !== type) return false;
  const told = JSON.parse(data);
  return Object.entries(effect).every(([name, value]) => name === 'type' || told[name] === value);
}
