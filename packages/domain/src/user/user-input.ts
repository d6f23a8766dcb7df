import type { Metadata } from './user-state.ts';

/** What a registration, a link or an administrator brings for the account. */
export interface Credentials {
  readonly fullName: string;
  readonly locale: string;
  readonly passwordHash: string;
}

/** Proof that the caller knew the password: which hash was verified, in which epoch. */
export interface PasswordProof {
  readonly passwordHash: string;
  readonly epoch: number;
  /** The same password under the parameters in force, when they have changed since. */
  readonly rehashed: string | null;
}

/** What may be edited; absent: unchanged. */
export interface ProfileChange {
  readonly fullName?: string | undefined;
  readonly locale?: string | undefined;
  readonly metadata?: Metadata | undefined;
}
