import type { EmailReversal } from './email-change.ts';

/** The ways back of one unit of work. */
export interface EmailReversalRepository {
  /** Null when unknown, used or expired. */
  find(digest: string): Promise<EmailReversal | null>;
  add(reversal: EmailReversal): void;
  /** All of this user's are void from here on: one was used, or the user is erased. */
  removeOf(userId: string): void;
}
