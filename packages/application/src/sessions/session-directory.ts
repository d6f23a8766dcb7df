/** A session as its owner sees it. */
export interface SessionView {
  readonly id: string;
  /** The user agent that logged in. */
  readonly device: string | null;
  /** Masked. */
  readonly network: string | null;
  readonly createdAt: Date;
  /** When it was last refreshed. */
  readonly lastUsedAt: Date;
}

export interface SessionDirectory {
  /** The sessions of this user that are alive, the most recently used first. @throws DependencyUnavailable */
  list(userId: string): Promise<readonly SessionView[]>;
}
