import type { ChangeContext, KeptAnswer, LeasedTask, NewTask } from '@users/application';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type AuditEntry, insertAuditEntries } from './audit-rows.ts';
import { clientParts } from './client-parts.ts';
import { insertEvents, type OutboxEntry } from './event-rows.ts';
import { type GuardedPart, type Part, roleParts, sessionParts, userParts } from './guarded-parts.ts';
import { deleteAnswersAbout, insertAnswer, runWithoutWaitingLong } from './kept-answers.ts';
import { type LinkPauseChange, linkPauseParts } from './link-pauses.ts';
import { type ReversalChanges, reversalParts } from './reversal-parts.ts';
import { type RuledChanges, ruleCalls } from './rules.ts';
import type { Tables } from './tables.ts';
import { insertTasks } from './task-rows.ts';
import type { ClientChange } from './tracked-clients.ts';
import type { SessionChange } from './tracked-sessions.ts';

/** All that one unit of work writes. */
export interface Changes extends RuledChanges {
  readonly sessions: readonly SessionChange[];
  readonly clients: readonly ClientChange[];
  readonly linkPauses: readonly LinkPauseChange[];
  readonly reversals: ReversalChanges;
  readonly events: readonly OutboxEntry[];
  readonly audit: readonly AuditEntry[];
  readonly tasks: readonly NewTask[];
  readonly completed: readonly LeasedTask[];
  /** The answer to a request that may come again. */
  readonly keptAnswer: KeptAnswer | null;
}

/**
 * Writes all of it by one statement, or nothing: each part is a CTE, `written` counts them, which runs them to their
 * end, and raises unless every guard let its rows through; the rules are called on the row that it then has. No statement
 * at all when nothing changed.
 *
 * @throws WriteConflict, LeaseLost, EmailTaken, RoleTaken, RoleInUse, UnknownRole, LastAdmin, DependencyUnavailable
 */
export async function write(db: Kysely<Tables>, context: ChangeContext, changes: Changes): Promise<void> {
  const users = userParts(changes.users, changes.sessions);
  const sessions = sessionParts(db, changes.sessions, users);
  const roles = roleParts(db, changes.roles);
  const clients = clientParts(db, changes.clients);
  const linkPauses = linkPauseParts(changes.linkPauses);
  const answers = answerParts(changes);
  const guarded = [...answers, ...users, ...sessions, ...roles, ...clients, ...linkPauses];
  const reversals = reversalParts(db, changes.reversals);
  const rules = ruleCalls(changes);
  const held = users.length > 0 ? [heldUsers(users)] : [];
  const parts = [
    ...answers,
    ...users,
    ...held,
    ...sessions,
    ...roles,
    ...clients,
    ...linkPauses,
    ...reversals,
    ...unguardedParts(context, changes),
  ];
  const { completed } = changes;
  if (completed.length > 0) parts.push({ name: 'done', body: deleteTasks(completed) });
  // Nothing was done: what the work relied on need not be asked.
  if (rules.length === 0 && parts.every(({ guardOnly }) => guardOnly)) return;
  const ctes = parts.map(({ name, body }) => sql`${sql.ref(name)} as (${body})`);
  const done = completed.length > 0 ? countOf({ name: 'done' }) : sql`0`;
  const expected = guarded.reduce((total, { rows }) => total + rows, 0);
  const guards = sql`assert_written(${expected}, ${sum(guarded.map(countOf))}, ${completed.length}, ${done})`;
  const written = sql`written as materialized (select ${sql.join([guards, ...reversals.map(countOf)])})`;
  const statement = sql`
    with ${sql.join([...ctes, written])}
    select ${sql.join([sql`written`, ...rules])} from written`;
  if (changes.keptAnswer === null) await statement.execute(db);
  else await runWithoutWaitingLong(db, statement);
}

function answerParts({ keptAnswer }: Changes): GuardedPart[] {
  return keptAnswer === null ? [] : [{ name: 'kept_answer', rows: 1, body: insertAnswer(keptAnswer) }];
}

/** What follows from the guarded rows, and is undone with them. */
function unguardedParts(context: ChangeContext, { events, audit, tasks, signedOut }: Changes): Part[] {
  const parts: Part[] = [];
  if (events.length > 0) parts.push({ name: 'new_events', body: insertEvents(events) });
  if (audit.length > 0) parts.push({ name: 'new_audit_entries', body: insertAuditEntries(context, audit) });
  if (tasks.length > 0) parts.push({ name: 'new_tasks', body: insertTasks(tasks) });
  if (signedOut.length > 0) parts.push({ name: 'old_answers', body: deleteAnswersAbout(signedOut) });
  return parts;
}

/** The users whose rows this statement has locked, once it has, with the number of the last event of each. */
function heldUsers(users: readonly Part[]): Part {
  const ids = users.map(({ name }) => sql`select id, sequence from ${sql.ref(name)}`);
  return { name: 'held', guardOnly: true, body: sql`${sql.join(ids, sql` union all `)}` };
}

function deleteTasks(tasks: readonly LeasedTask[]): RawBuilder<unknown> {
  const ids = tasks.map((task) => task.id);
  const leases = tasks.map((task) => task.lease);
  return sql`
    delete from tasks using unnest(${ids}::uuid[], ${leases}::text[]) as held_task(id, lease)
    where tasks.id = held_task.id and tasks.lease = held_task.lease
    returning tasks.id`;
}

function countOf({ name }: { name: string }): RawBuilder<unknown> {
  return sql`(select count(*) from ${sql.ref(name)})`;
}

function sum(terms: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return terms.length === 0 ? sql`0` : sql`${sql.join(terms, sql` + `)}`;
}
