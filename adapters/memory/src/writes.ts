import { type ChangeContext, type IdGenerator, toEventData } from '@users/application';
import type { Actor, UserEvent } from '@users/domain';
import { type ChangeSet, difference } from './change-set.ts';
import type { AuditEntry, MemoryStore } from './memory-store.ts';
import { enqueueRow } from './task-queue.ts';
import { countedRequest } from './rules.ts';
import { copy, jsonCopy } from './values.ts';

export function writeRows(store: MemoryStore, changes: ChangeSet): void {
  for (const { aggregate, stored, events } of changes.users) {
    const { id, state } = aggregate;
    // An erasure writes everything: what was noted since the row was read (a log-in) must go too.
    const whole = stored === null || state.erasedAt !== null;
    const change = whole ? state : difference(stored, state);
    const current = store.users.get(id);
    const linkExpiresAt = later(current?.linkExpiresAt, change.linkExpiresAt);
    const sequence = (current?.sequence ?? 0) + events.length;
    store.users.set(id, copy({ ...state, ...current, ...change, ...linkExpiresAt, sequence }));
  }
  for (const { aggregate, stored } of changes.sessions) {
    const revision = stored === null ? aggregate.state.revision : stored.revision + 1;
    store.sessions.set(aggregate.id, copy({ ...aggregate.state, revision }));
  }
  for (const [id, { userId }] of store.sessions)
    if (changes.transaction.signedOut.has(userId)) store.sessions.delete(id);
  for (const { aggregate } of changes.clients) store.clients.set(aggregate.id, copy(aggregate.state));
  writeRoles(store, changes);
  writeEmailReversals(store, changes);
  changes.transaction.linkPauses.write();
}

/** Links that are issued at once move no guard: the time of the last one to end is the later of both. */
function later(stored: Date | null | undefined, next: Date | null | undefined): { linkExpiresAt?: Date } {
  return stored && next && stored > next ? { linkExpiresAt: stored } : {};
}

function writeRoles(store: MemoryStore, { roles, transaction }: ChangeSet): void {
  for (const { aggregate } of roles) store.roles.set(aggregate.name, copy(aggregate.state));
  for (const { aggregate } of transaction.roles.removed()) store.roles.delete(aggregate.name);
}

function writeEmailReversals(store: MemoryStore, { transaction: { emailReversals } }: ChangeSet): void {
  if (!emailReversals.touched) return;
  const after = emailReversals.after();
  store.emailReversals.clear();
  for (const reversal of after) store.emailReversals.set(reversal.digest, reversal);
}

export function writeEvents(store: MemoryStore, ids: IdGenerator, context: ChangeContext, changes: ChangeSet): void {
  for (const { aggregate, events } of changes.users) writeEventsOf(store, ids, context, aggregate.id, events);
}

/** Numbered on from the row, whoever wrote it last: two changes that overlap never give one number twice. */
function writeEventsOf(
  store: MemoryStore,
  ids: IdGenerator,
  context: ChangeContext,
  id: string,
  events: readonly UserEvent[],
): void {
  const last = store.users.get(id)?.sequence ?? events.length;
  for (const [index, event] of events.entries()) {
    store.outbox.push({
      position: store.nextPosition(),
      id: ids.uuid(),
      type: event.type,
      subject: event.userId,
      sequence: last - (events.length - 1 - index),
      stream: store.stream,
      time: copy(event.occurredAt),
      traceparent: context.traceparent,
      data: jsonCopy(toEventData(event)),
    });
  }
}

/** What is forgotten goes last: also a task that this change has made. */
export function writeTasks(store: MemoryStore, { transaction }: ChangeSet, now: Date): void {
  const { doneTasks, newTasks, forgotten, counts } = transaction;
  for (const count of counts) {
    const { key, askedAt } = countedRequest(store, count);
    store.requestCounts.set(key, { userId: count.userId, askedAt });
  }
  for (const [key, { userId }] of store.requestCounts) if (forgotten.has(userId)) store.requestCounts.delete(key);
  for (const task of doneTasks) store.tasks.delete(task.id);
  for (const task of newTasks) enqueueRow(store, task, now);
  for (const { id, subject } of store.tasks.values()) {
    if (subject !== undefined && forgotten.has(subject)) store.tasks.delete(id);
  }
  for (const rows of [store.tokens, store.linkPauses]) {
    for (const [key, { userId }] of rows) if (forgotten.has(userId)) rows.delete(key);
  }
}

/** What was answered to an erased user's own invitation is forgotten with them. */
export function writeAnswer(store: MemoryStore, { transaction: { keptAnswer, signedOut } }: ChangeSet): void {
  for (const [id, { answer }] of store.keptAnswers) {
    if (answer.subject !== null && signedOut.has(answer.subject)) store.keptAnswers.delete(id);
  }
  if (keptAnswer !== null) store.keptAnswers.set(keptAnswer.id, keptAnswer);
}

/** One entry for each user with events, and one for each note. */
export function writeAudit(
  store: MemoryStore,
  ids: IdGenerator,
  context: ChangeContext,
  changes: ChangeSet,
  now: Date,
): void {
  const { action, requestId, network } = context;
  const told = changes.users.filter((change) => change.events.length > 0);
  const entries = [
    ...told.map(({ aggregate, events }) => ({ subject: aggregate.id, detail: detailOf(events) })),
    ...changes.transaction.notes,
  ];
  for (const { subject, detail } of entries) {
    store.audit.push({
      ...{ id: ids.uuid(), at: now, action, requestId, network, subject, detail },
      ...actorOf(context.actor),
    });
  }
}

function detailOf(events: readonly UserEvent[]): AuditEntry['detail'] {
  const changed = events.flatMap((event) => (event.type === 'user.updated' ? event.data.changed : []));
  return { events: events.map((event) => event.type), changed: [...new Set(changed)] };
}

function actorOf(actor: Actor): Pick<AuditEntry, 'actorKind' | 'actorId' | 'sessionId'> {
  switch (actor.kind) {
    case 'anonymous':
      return { actorKind: 'anonymous', actorId: null, sessionId: null };
    case 'system':
      return { actorKind: 'system', actorId: actor.name, sessionId: null };
    case 'client':
      return { actorKind: 'client', actorId: actor.id, sessionId: null };
    case 'user':
      return { actorKind: 'user', actorId: actor.id, sessionId: actor.sessionId };
  }
}
