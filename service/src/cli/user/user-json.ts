import type { UserView } from '@users/application';

/** A user under the names of the API. */
export function userJson(user: UserView) {
  const { id, email, locale, metadata, status, roles, version } = user;
  return {
    ...{ id, email, full_name: user.fullName, locale, metadata, status, roles },
    email_verified_at: user.emailVerifiedAt,
    last_login_at: user.lastLoginAt,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
    version,
  };
}
