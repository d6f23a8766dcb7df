import type { ImportedAccount, UserStatus } from '@users/domain';

/** One user on the way in, its fields of the right form and nothing more known of them. */
export interface ImportRow extends Omit<ImportedAccount, 'status'> {
  /** Null: one is made. */
  readonly id: string | null;
  readonly email: string;
  /** Null: active with a password hash, else invited. */
  readonly status: UserStatus | null;
  /** Whether a mail asks for a password. Null: where there is no password hash and the account can have one. */
  readonly invite: boolean | null;
}

/** What became of a row. `would_create` is what a dry run says for `created`. */
export type ImportOutcome = { readonly email: string; readonly id: string | null } & (
  | { readonly result: 'created' | 'would_create'; readonly invited: boolean }
  /** There already, and left as it is. */
  | { readonly result: 'exists' }
  | ImportRefusal
);

/** `conflict`: somebody else has the id or the address. `invalid`: the row cannot be a user. */
export interface ImportRefusal {
  readonly result: 'conflict' | 'invalid';
  readonly code: string;
  /** Name of the field; null when it is about no single one. */
  readonly field: string | null;
  readonly detail: string;
}
