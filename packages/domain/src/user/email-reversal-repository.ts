import type { EmailReversal } from './email-change.ts';

/** The ways back of one unit of work. */
export interface EmailReversalRepository {
  /** Null when unknown, used or expired. */
  find(digest: string): Promise<EmailReversal | null>;
  /** Those of this user that can still be followed. */
  findOf(userId: string): Promise<readonly EmailReversal[]>;
  add(reversal: EmailReversal): void;
  /** This one alone is void. */
  remove(reversal: EmailReversal): void;
  /**
   * This one was used: it and every way back that its user got at the same time or later are void. Older ones live on:
   * a thief who changes the address twice and takes the second change back must not spend the owner's link by it.
   */
  removeFrom(reversal: EmailReversal): void;
  /** All of this user's are void: the user is erased. */
  removeOf(userId: string): void;
}
