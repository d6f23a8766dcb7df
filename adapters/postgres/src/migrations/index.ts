import type { Migration } from 'kysely/migration';
import * as users from './0001_users.ts';
import * as sessions from './0002_sessions.ts';
import * as events from './0003_events.ts';
import * as tasks from './0004_tasks.ts';
import * as auditLog from './0005_audit_log.ts';
import * as tokensAndKeys from './0006_tokens_and_keys.ts';
import * as writeGuard from './0007_write_guard.ts';
import * as wholeAccount from './0008_whole_account.ts';
import * as serviceClients from './0009_service_clients.ts';
import * as housekeeping from './0010_housekeeping.ts';
import * as relayAndFeed from './0011_relay_and_feed.ts';
import * as idempotencyKeys from './0012_idempotency_keys.ts';
import * as deferredAuthority from './0013_deferred_authority.ts';
import * as requestsOfStrangers from './0014_requests_of_strangers.ts';

/**
 * One that changes a table with rows is stepwise: each of its statements is a transaction of its own, so that it holds
 * one lock for a moment, and may come again after a failure (`if not exists`). Indexes are built concurrently. The others
 * are all or nothing.
 */
export type SchemaMigration = Migration & { readonly stepwise?: boolean };

/**
 * Every migration there is, by name and so in order. Expand, then contract in a later release: the code of the release
 * before must run beside the schema of this one, and writers must not notice the change: see
 * `tests/adapters/postgres-upgrade.test.ts`. What has been released is never edited.
 */
export const migrations: Readonly<Record<string, SchemaMigration>> = {
  '0001_users': users,
  '0002_sessions': sessions,
  '0003_events': events,
  '0004_tasks': tasks,
  '0005_audit_log': auditLog,
  '0006_tokens_and_keys': tokensAndKeys,
  '0007_write_guard': writeGuard,
  '0008_whole_account': wholeAccount,
  '0009_service_clients': serviceClients,
  '0010_housekeeping': housekeeping,
  '0011_relay_and_feed': relayAndFeed,
  '0012_idempotency_keys': idempotencyKeys,
  '0013_deferred_authority': deferredAuthority,
  '0014_requests_of_strangers': requestsOfStrangers,
};
