import type { Check, Evidence } from './evidence.ts';
import { kafkaComplete, kafkaInOrder } from './kafka-order.ts';
import { feedIsTheLog, followedIsTheLog, logComplete } from './log-complete.ts';
import { mailsArrived, mailsOnce } from './mails-once.ts';
import { rowsMatch } from './rows-match.ts';
import { writesKept } from './writes-kept.ts';

const checks: readonly Check[] = [
  ...[logComplete, feedIsTheLog, followedIsTheLog, rowsMatch, kafkaComplete, kafkaInOrder],
  ...[writesKept, mailsArrived, mailsOnce],
];

/** Everything that is wrong, in the words of each check. */
export function checkAll(evidence: Evidence): readonly string[] {
  return checks.flatMap((check) => [...check(evidence)]);
}
