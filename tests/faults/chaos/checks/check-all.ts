import type { Check, Evidence } from './evidence.ts';
import { kafkaComplete, kafkaInOrder } from './kafka-order.ts';
import { keysOnce } from './keys-once.ts';
import { feedIsTheLog, followedIsTheLog, logComplete, streamedIsTheLog } from './log-complete.ts';
import { mailsArrived, mailsOnce } from './mails-once.ts';
import { rowsMatch } from './rows-match.ts';
import { writesKept } from './writes-kept.ts';

const checks: readonly Check[] = [
  ...[logComplete, feedIsTheLog, followedIsTheLog, streamedIsTheLog, rowsMatch, kafkaComplete, kafkaInOrder],
  ...[writesKept, keysOnce, mailsArrived, mailsOnce],
];

/** Everything that is wrong, in the words of each check. */
export function checkAll(evidence: Evidence): readonly string[] {
  return checks.flatMap((check) => [...check(evidence)]);
}
