import type { EmailAddress, UserState, UserStatus } from '@users/domain';

/** Why an id or an address is not free. */
export interface KnownUser {
  /** `erased`: nothing but the id is left. `returning`: the address is kept for this user, who gave it up lately. */
  readonly kind: 'user' | 'erased' | 'returning';
  readonly id: string;
  readonly email: EmailAddress;
}

/** The place after which a page starts. */
export interface ArchiveKey {
  readonly createdAt: Date;
  readonly id: string;
}

/** The users as those see them who move many of them in or out. */
export interface UserArchive {
  /** Whatever stands in the way of new users with these ids and addresses. @throws DependencyUnavailable */
  known(wanted: { ids: readonly string[]; emails: readonly EmailAddress[] }): Promise<readonly KnownUser[]>;
  /**
   * At most `limit` users after the key, the oldest first, ties by id. Erased users are nowhere.
   *
   * @param page.status null: all but the soft-deleted
   * @throws DependencyUnavailable
   */
  page(page: { status: UserStatus | null; after: ArchiveKey | null; limit: number }): Promise<readonly UserState[]>;
}
