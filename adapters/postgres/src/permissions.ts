import { type RawBuilder, sql } from 'kysely';

/** What the roles of the user in scope add up to; names that no longer exist allow nothing. */
export const permissionsOfUser: RawBuilder<string[]> = sql`array(
  select distinct permission
  from roles cross join unnest(roles.permissions) as permission
  where roles.name = any(users.role_names))`;
