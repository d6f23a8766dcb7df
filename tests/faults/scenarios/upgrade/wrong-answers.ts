import type { History } from '../../chaos/driver/history.ts';

/** Where nothing fails, each request of these people is answered, and done; all that was not, in words. */
export function wrongAnswers({ writes, failedReads }: History): readonly string[] {
  const wrong = writes.filter(({ outcome }) => outcome !== 'acknowledged');
  return [
    ...wrong.map(({ account, operation, status, code }) => `${account}: "${operation}" gives ${status} ${code}`),
    ...failedReads,
  ];
}
