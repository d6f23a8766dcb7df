import type { EmailAddress } from '@users/domain';

/** `ok`, or the code of the refusal. */
export type Outcome = string;

export type Status = 'pending' | 'active' | 'suspended' | 'deleted';

/** What a registration brings. */
export interface Words {
  readonly fullName: string;
  readonly password: string;
}

export interface Account {
  /** Once it is known. */
  id: string;
  readonly email: EmailAddress;
  status: Status;
  /** What it was before it was soft-deleted. */
  hidden: Status;
  /** Sessions and reset links of another epoch are dead. */
  epoch: number;
  words: Words;
  /** Registered more than once before anybody proved the address: no link brings a password. */
  contested: boolean;
  version: number;
  events: number;
  /** The link that verified the address. */
  verifiedBy: Link | null;
  /** Last change that anybody was told of. */
  updatedAt: number;
  deletedAt: number;
  /** When the last link to it, while pending, is over. */
  linkedUntil: number;
  /** The links that went to it, by what was asked for. */
  readonly linked: Map<string, { readonly epoch: number; readonly count: number; readonly at: number }>;
}

export interface Link {
  readonly account: Account;
  /** Null: its reader chooses. */
  readonly words: Words | null;
  readonly expiresAt: number;
  /** The token in the mail, once it was mailed. */
  token: string;
}

export interface ResetLink {
  readonly account: Account;
  readonly epoch: number;
  readonly expiresAt: number;
  token: string;
}

export interface ModelSession {
  readonly account: Account;
  readonly epoch: number;
  readonly openedAt: number;
  rotatedAt: number;
  over: boolean;
  /** Every refresh token handed out, by generation. */
  readonly tokens: string[];
  accessToken: string;
  accessTokenAt: number;
}
