import type { AuditNote, ChangeContext } from '@users/application';
import type { Actor, UserEvent } from '@users/domain';
import { type RawBuilder, sql } from 'kysely';

/** An entry of the trail, before it is told who did it. */
export interface AuditEntry {
  readonly id: string;
  /** User id; null when it is about no user. */
  readonly subject: string | null;
  /** Names of the fields that changed. */
  readonly changed: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** One entry for all that happened to one user in one unit of work. */
export function entryOfEvents(id: string, subject: string, events: readonly UserEvent[]): AuditEntry {
  const updates = events.filter((event) => event.type === 'user.updated');
  const changed = [...new Set(updates.flatMap((event) => event.data.changed))];
  return { id, subject, changed, detail: { events: events.map((event) => event.type) } };
}

export function entryOfNote(id: string, note: AuditNote): AuditEntry {
  return { id, subject: note.subject, changed: [], detail: note.detail };
}

export function insertAuditEntries(context: ChangeContext, entries: readonly AuditEntry[]): RawBuilder<unknown> {
  const { action, actor, requestId, network } = context;
  return sql`
    insert into audit_log (id, action, actor_kind, actor_id, session_id, subject, request_id, network, changed, detail)
    select entry.id, ${action}, ${actor.kind}, ${actorId(actor)}, ${sessionId(actor)}::uuid, entry.subject,
      ${requestId}, ${network}, entry.changed, entry.detail
    from json_to_recordset(${JSON.stringify(entries)}::json)
      as entry(id uuid, subject uuid, changed jsonb, detail jsonb)`;
}

/** An id for people and service clients, a name for parts of this service. */
function actorId(actor: Actor): string | null {
  if (actor.kind === 'user' || actor.kind === 'client') return actor.id;
  return actor.kind === 'system' ? actor.name : null;
}

function sessionId(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.sessionId : null;
}
