import { type Evidence, groupBy, type PublishedEvent } from './evidence.ts';

/** All of the log is on Kafka and nothing else; first occurrences rise per user and topic; repetitions are the same bytes. */
export function* kafkaComplete({ log, published }: Evidence): Iterable<string> {
  const byId = groupBy(published, ({ headers }) => headers.ce_id ?? '');
  for (const event of log) {
    const records = byId.get(event.id) ?? [];
    const what = `${event.type} number ${event.sequence} of ${event.subject}`;
    const [first] = records;
    if (first === undefined) yield `Kafka: ${what} is not there`;
    else if (!isThe(event, first)) yield `Kafka: ${what} says something else than the log`;
    if (new Set(records.map(bytes)).size > 1) yield `Kafka: the repetitions of ${what} differ`;
    byId.delete(event.id);
  }
  for (const [id, [record]] of byId) yield `Kafka: ${record?.topic} ${id} was never committed`;
}

export function* kafkaInOrder({ published }: Evidence): Iterable<string> {
  for (const [key, records] of groupBy(published, ({ topic, key }) => `${topic} of ${key}`)) {
    if (new Set(records.map(({ partition }) => partition)).size > 1) yield `Kafka: ${key} is in several partitions`;
    const seen = new Set<string>();
    let last = 0;
    for (const { headers } of records.toSorted((a, b) => Number(a.offset - b.offset))) {
      if (seen.has(headers.ce_id ?? '')) continue;
      seen.add(headers.ce_id ?? '');
      const sequence = Number(headers.ce_sequence);
      if (sequence <= last) yield `Kafka: ${key} has number ${sequence} first after ${last}`;
      last = sequence;
    }
  }
}

function isThe(event: Evidence['log'][number], { topic, key, headers, value }: PublishedEvent): boolean {
  const { ce_type, ce_subject, ce_sequence } = headers;
  const sameAttributes =
    ce_type === event.type && ce_subject === event.subject && ce_sequence === String(event.sequence);
  return sameAttributes && topic === event.type && key === event.subject && value === event.data;
}

function bytes({ key, headers, value }: PublishedEvent): string {
  return JSON.stringify([key, Object.entries(headers).toSorted(), value]);
}
