import { expect } from 'vitest';
import { type KafkaRecord, readRecords } from '../support/kafka-records.ts';
import { type LoggedEvent, pidOf, type RelayPair } from '../support/relay-pair.ts';
import { until } from '../support/until.ts';

const timeoutMs = 60_000;

/**
 * Waits until so many events are in the log and on Kafka, and compares: each is in both, in its user's order and once in
 * the log; each repetition has the same bytes; and nothing was moved but by who had the lease.
 */
export async function expectNothingLost(
  brokers: string,
  { production, witness, logged }: RelayPair,
  count: number,
): Promise<{ log: readonly LoggedEvent[]; records: readonly KafkaRecord[] }> {
  await until('the log to have everything', async () => (await logged()).length >= count, { timeoutMs });
  const log = await logged();
  expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
  expect(log).toHaveLength(count);
  expectInOrder(log.map(({ subject, sequence }) => [subject, sequence]));

  const records = await readRecords(brokers, [production.topic], (seen) => firsts(seen).size >= count, timeoutMs);
  const once = firsts(records);
  expect(new Set(once.keys())).toEqual(new Set(log.map(({ id }) => id)));
  expectInOrder([...once.values()].map(({ key, headers }) => [key ?? '', Number(headers.ce_sequence)]));
  for (const { headers, value } of records) expect(value).toEqual(once.get(headers.ce_id ?? '')?.value);

  const pids = new Map<string, number>();
  for (const { relay, holder, events } of await witness.moves()) {
    if (events === 0) continue;
    const pid = pids.get(relay) ?? pidOf(holder);
    pids.set(relay, pid);
    expect([relay, pidOf(holder)]).toEqual([relay, pid]);
  }
  expect(new Set(pids.values()).size).toBe(pids.size);
  return { log, records };
}

/**
 * Whatever the former relay still sends once its successor has begun has gone out before; and it is one request at most.
 *
 * @param news ids of events that the successor moved
 */
export function expectOldNewsAlone(records: readonly KafkaRecord[], news: ReadonlySet<string>): void {
  const last = [...firsts(records).values()].findLast(({ headers }) => news.has(headers.ce_id ?? ''));
  for (const inPartition of Map.groupBy(records, ({ partition }) => partition).values()) {
    const begin = inPartition.findIndex(
      ({ sent, headers }) => sent.producer === last?.sent.producer && news.has(headers.ce_id ?? ''),
    );
    if (begin < 0) continue;
    const late = inPartition.slice(begin).filter(({ sent }) => sent.producer !== last?.sent.producer);
    const known = firsts(inPartition);
    for (const { headers, offset } of late) expect(known.get(headers.ce_id ?? '')?.offset).toBeLessThan(offset);
    expect(new Set(late.map(({ sent }) => sent.batch)).size).toBeLessThanOrEqual(1);
  }
}

/** The first record of each event, by the id of the event. */
function firsts(records: readonly KafkaRecord[]): ReadonlyMap<string, KafkaRecord> {
  const first = new Map<string, KafkaRecord>();
  for (const record of records) {
    const id = record.headers.ce_id ?? '';
    if (!first.has(id)) first.set(id, record);
  }
  return first;
}

/** Each user's events have the sequences 1, 2, … in the order given. */
function expectInOrder(events: readonly (readonly [string, number])[]): void {
  for (const [subject, own] of Map.groupBy(events, ([user]) => user)) {
    expect([subject, ...own.map(([, sequence]) => sequence)]).toEqual([subject, ...own.map((_, index) => index + 1)]);
  }
}
