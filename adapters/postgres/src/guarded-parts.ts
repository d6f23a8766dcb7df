import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type SessionRow, sessionColumns } from './session-rows.ts';
import type { Tables } from './tables.ts';
import type { RoleChange } from './tracked-roles.ts';
import type { SessionChange } from './tracked-sessions.ts';
import type { UserChange } from './tracked-users.ts';
import { insertUsers } from './user-rows.ts';

/** One CTE of the write statement. */
export interface Part {
  readonly name: string;
  /** It writes nothing: the rest is written only while this is so. */
  readonly guardOnly?: boolean;
  readonly body: RawBuilder<unknown>;
}

/** A part that returns the key of each of its rows; fewer than these, and a guard has moved. */
export interface GuardedPart extends Part {
  readonly rows: number;
}

/** A guarded part that locks users. */
export interface UserPart extends GuardedPart {
  readonly userIds: readonly string[];
}

/** One part for all users that are added, one for each that is changed, and for each that a new session rests on. */
export function userParts(users: readonly UserChange[], sessions: readonly SessionChange[]): readonly UserPart[] {
  const needed = new Set(sessions.flatMap((change) => (change.kind === 'insert' ? [change.row.user_id] : [])));
  const added = users.flatMap((change) => (change.kind === 'insert' ? [change.row] : []));
  const known = users.flatMap((change) => (change.kind === 'insert' ? [] : [change]));
  const ids = added.map(({ id }) => id);
  const newUsers = { name: 'new_users', rows: added.length, userIds: ids, body: insertUsers(added) };
  const knownUsers = known
    .filter((change) => change.kind === 'update' || change.reliedOn || needed.has(change.id))
    .map((change, index) => ({
      name: `user_${index + 1}`,
      ...{ rows: 1, userIds: [change.id], body: knownUserPart(change), guardOnly: change.kind === 'none' },
    }));
  return added.length === 0 ? knownUsers : [newUsers, ...knownUsers];
}

type KnownUserChange = Exclude<UserChange, { kind: 'insert' }>;

function knownUserPart(change: KnownUserChange): RawBuilder<unknown> {
  switch (change.kind) {
    case 'update':
      return sql`
        update users set ${sql.join(assignments(change))}
        where ${isAsRead(change)} returning id, sequence`;
    case 'none':
      return sql`select id, sequence from users where ${isAsRead(change)} for share`;
  }
}

function isAsRead({ id, loaded: { revision, version, epoch } }: KnownUserChange): RawBuilder<unknown> {
  return sql`id = ${id} and revision = ${revision} and version = ${version} and epoch = ${epoch}`;
}

/**
 * The numbers of events are counted on from the row that the statement holds, whoever wrote it last. Links that are issued
 * at once move no guard, so the time of the last one to end is the later of both.
 */
function assignments({ set, events }: KnownUserChange & { kind: 'update' }): RawBuilder<unknown>[] {
  const assigned = Object.entries(set).map(([column, value]) => {
    const latest = column === 'link_expires_at' && value !== null;
    return sql`${sql.ref(column)} = ${latest ? sql`greatest(link_expires_at, ${value})` : sql`${value}`}`;
  });
  return events.length === 0 ? assigned : [...assigned, sql`sequence = sequence + ${events.length}`];
}

/** One part for each role. */
export function roleParts(db: Kysely<Tables>, roles: readonly RoleChange[]): readonly GuardedPart[] {
  return roles.map((change, index) => ({
    ...{ name: `role_${index + 1}`, rows: 1, body: rolePart(db, change), guardOnly: change.kind === 'none' },
  }));
}

function rolePart(db: Kysely<Tables>, change: RoleChange): RawBuilder<unknown> {
  const { name, description, permissions, version } = change.row;
  switch (change.kind) {
    case 'insert':
      return sql`${db.insertInto('roles').values(change.row).returning('name')}`;
    case 'update':
      return sql`${db
        .updateTable('roles')
        .set({ description, permissions, version })
        .where('name', '=', name)
        .where('version', '=', change.loadedVersion)
        .returning('name')}`;
    case 'none':
      return sql`select name from roles where name = ${name} and version = ${change.loadedVersion} for share`;
    case 'delete':
      return sql`${db
        .deleteFrom('roles')
        .where('name', '=', name)
        .where('version', '=', change.loadedVersion)
        .returning('name')}`;
  }
}

/** One part for each session. */
export function sessionParts(
  db: Kysely<Tables>,
  sessions: readonly SessionChange[],
  users: readonly UserPart[],
): readonly GuardedPart[] {
  const held = new Set(users.flatMap(({ userIds }) => userIds));
  return sessions.map((change, index) => ({
    name: `session_${index + 1}`,
    rows: 1,
    body: change.kind === 'insert' ? insertSession(db, change.row, held) : updateSession(db, change),
  }));
}

/** A session of a user that was read is opened only while that user is as it was read. */
function insertSession(db: Kysely<Tables>, row: SessionRow, held: ReadonlySet<string>): RawBuilder<unknown> {
  if (!held.has(row.user_id)) return sql`${db.insertInto('sessions').values(row).returning('id')}`;
  const columns = sessionColumns.map((column) => sql.ref(column));
  const values = sessionColumns.map((column) => sql`${row[column]}`);
  return sql`
    insert into sessions (${sql.join(columns)})
    select ${sql.join(values)} from held where held.id = ${row.user_id}
    returning id`;
}

function updateSession(
  db: Kysely<Tables>,
  { id, loadedRevision, set }: SessionChange & { kind: 'update' },
): RawBuilder<unknown> {
  return sql`${db
    .updateTable('sessions')
    .set(set)
    .where('id', '=', id)
    .where('revision', '=', loadedRevision)
    .returning('id')}`;
}
