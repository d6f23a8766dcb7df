import type { Action } from '@users/domain';

/** How a code looks on the wire, and what its page tells a developer. */
export interface ProblemRow {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 421 | 422 | 429 | 500 | 503;
  /** The same for every occurrence (RFC 9457 §3.1.3). */
  readonly title: string;
  /** For problems that no error of ours describes. */
  readonly detail?: string;
  readonly cause: string;
  readonly remedy: string;
  /** What may help, for whoever cannot know more: anybody may do it. Linked from the problem. */
  readonly offers?: readonly Action[];
  /** An error code of OAuth (RFC 6749 §5.2): answered in its form too. */
  readonly oauth?: true;
}
