import type { AccountRetention } from '@users/domain';

/** What is over and can go. Each call is one short statement that touches at most about `limit` rows. */
export interface Housekeeping {
  /**
   * Ids of accounts in this state whose time is over (see `endsAt` in the domain's expiry.ts), some of those that are
   * longest in it. Whoever erases one asks the account itself again.
   *
   * @throws DependencyUnavailable
   */
  endedAccounts(
    status: 'pending' | 'deleted',
    query: { retention: AccountRetention; now: Date; limit: number },
  ): Promise<readonly string[]>;
  /** Sessions that were ended before this, or opened so long ago that they are over. @returns how many went */
  removeSessions(query: { endedBefore: Date; openedBefore: Date; limit: number }): Promise<number>;
  /** One-time tokens that are kept beside the users. @returns how many went */
  removeTokens(query: { expiredBy: Date; limit: number }): Promise<number>;
  /** Answers kept under idempotency keys. @returns how many went */
  removeAnswers(query: { expiredBy: Date; limit: number }): Promise<number>;
  /** Counts of requests of which the last came before this. @returns how many went */
  removeRequestCounts(query: { lastBefore: Date; limit: number }): Promise<number>;
  /** Keys of requests whose time is over, and of whose tasks none is left: see `RequestIntake`. @returns how many went */
  removeRequestKeys(query: { expiredBy: Date; limit: number }): Promise<number>;
  /** What is known of links that went so long ago that nobody waits for the next. @returns how many went */
  removeLinkPauses(query: { quietSince: Date; limit: number }): Promise<number>;
  /** Ways back to old addresses. @returns how many went */
  removeEmailReversals(query: { expiredBy: Date; limit: number }): Promise<number>;
  /**
   * Makes room in the log for what will be published, and drops at most one part of it whose events were all published
   * before this. What was not published is not in the log.
   *
   * @returns whether a part was dropped
   */
  tendLog(query: { publishedBefore: Date }): Promise<boolean>;
}
