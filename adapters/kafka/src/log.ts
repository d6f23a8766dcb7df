import { type LogEntry, logLevel } from 'kafkajs';

/** Where the adapter's log lines go. */
export type KafkaLog = (
  level: 'debug' | 'info' | 'warn',
  message: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

/**
 * kafkajs calls an error what it is about to retry: each refused connection, each broker of the list that is down, the
 * coordinator that a fresh cluster does not have yet. Whatever it gives up on it throws, and the caller says so once.
 */
const retriedByItself: ReadonlySet<string> = new Set(['Connection', 'BrokerPool', 'Cluster']);

/** A choice of ours that kafkajs warns of: a send that failed for good is repeated by a new producer, as a whole. */
const deliberate = /^Limiting retries for the idempotent producer/;

/** kafkajs's log, at levels that tell an operator whether to look. */
export function toKafkaLog(log: KafkaLog): (entry: LogEntry) => void {
  return ({ namespace, level, log: entry }) => {
    log(levelOf(namespace, level, entry), entry.message, {
      namespace,
      broker: entry.broker,
      retryCount: entry.retryCount,
      error: entry.error,
    });
  };
}

function levelOf(namespace: string, level: logLevel, entry: LogEntry['log']): 'debug' | 'warn' {
  if (level > logLevel.WARN || deliberate.test(entry.message)) return 'debug';
  return retriedByItself.has(namespace) || entry.retryCount !== undefined ? 'debug' : 'warn';
}
