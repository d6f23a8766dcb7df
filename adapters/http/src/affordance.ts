import type { FormField } from './form-properties.ts';

/** How an action is offered. */
export interface Affordance {
  /** IANA's, or one of ours with a page under `/rels`. */
  readonly rel: string;
  /** A URI template (RFC 6570) where it has places to fill. */
  readonly path: string;
  readonly title: string;
  /** Absent: GET. */
  readonly form?: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly fields: readonly FormField[];
    /** Absent: application/json. */
    readonly contentType?: string;
  };
}
