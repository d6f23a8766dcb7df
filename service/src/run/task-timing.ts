/**
 * What a killed worker held is due again when its lease ends; what failed, when its pause is over. So everything that was
 * left is done within half a minute of the moment from which it can be.
 *
 * - Mails: longer than one may take (`mailTimeoutMs`), with room for an answer of the database that comes late. A second
 *   worker must not send what the first is still sending.
 * - Others: they take milliseconds. One that is held up for longer than its lease changes nothing when another has taken
 *   it: its lease is asked for in the transaction that does the work.
 * - Housekeeping: steps end within fifteen seconds and one statement, and are safe to repeat.
 */
export const taskTiming = {
  leaseSeconds: { others: 15, mails: 20, housekeeping: 30 },
  /**
   * How long a mail waits for another of its worker that the server keeps waiting for its last word. Shorter than any time
   * limit of a mail, so that of those that wait when a mail server falls silent none goes out unseen.
   */
  patienceSeconds: 2,
  /** How long a process that stops waits for tasks that run: longer than a mail may take. */
  stopSeconds: 20,
} as const;
