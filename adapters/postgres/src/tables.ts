import type { LeasedTask, StoredEvent } from '@users/application';
import type {
  EmailAddress,
  LinkKind,
  Metadata,
  Requester,
  SessionState,
  TokenPurpose,
  UserStatus,
} from '@users/domain';
import type { ColumnType, Generated } from 'kysely';

/** Written as JSON text, read as the value. */
type JsonColumn<Value> = ColumnType<Value, string, string>;

/** A pending change of address as JSON has it. */
export interface StoredEmailChange {
  readonly digest: string;
  readonly email: EmailAddress;
  readonly requester: Requester;
  /** ISO 8601, as the other. */
  readonly requestedAt: string;
  readonly expiresAt: string;
}

export interface UsersTable {
  id: string;
  email: EmailAddress;
  full_name: string;
  locale: string;
  metadata: JsonColumn<Metadata>;
  status: UserStatus;
  role_names: string[];
  password_hash: string | null;
  email_verified_at: Date | null;
  verified_by: string | null;
  /** Told to the release before: 2 where the account is contested. */
  registrations: number;
  contested: boolean;
  invited_by: JsonColumn<Requester> | null;
  email_is_own: boolean;
  email_change: JsonColumn<StoredEmailChange> | null;
  link_expires_at: Date | null;
  last_login_at: Date | null;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  suspension_reason: string | null;
  erased_at: Date | null;
  version: number;
  epoch: number;
  credentials_version: number;
  /** Number of the last event; the statements count it on. */
  sequence: ColumnType<number, number, never>;
  revision: number;
}

export interface RolesTable {
  name: string;
  description: string;
  permissions: string[];
  built_in: boolean;
  version: number;
}

export interface SessionsTable {
  id: string;
  user_id: string;
  seed: string;
  generation: number;
  rotated_at: Date;
  epoch: number;
  created_at: Date;
  network: string | null;
  user_agent: string | null;
  ended_at: Date | null;
  end_reason: SessionState['endReason'];
  revision: number;
}

interface EventColumns {
  /** Drawn by the database; the driver reads it as text, for a JavaScript number cannot hold it. */
  position: ColumnType<string, never, never>;
  id: string;
  type: StoredEvent['type'];
  subject: string;
  sequence: number;
  stream: number;
  time: Date;
  traceparent: string | null;
  data: JsonColumn<StoredEvent['data']>;
}

export interface OutboxTable extends EventColumns {
  /** Refusals by the broker. */
  attempts: Generated<number>;
  reason: string | null;
  retry_at: Date | null;
  parked_at: Date | null;
}

export interface EventsTable extends EventColumns {
  logged_at: Generated<Date>;
  scrubbed_at: Date | null;
}

export interface RelayLeaseTable {
  singleton: Generated<boolean>;
  holder: string | null;
  fence: string;
  expires_at: Date;
  log_head: string;
}

export interface TasksTable {
  id: string;
  type: string;
  payload: JsonColumn<LeasedTask['payload']>;
  request_id: string;
  traceparent: string | null;
  /** The user whom the payload tells of. */
  subject: string | null;
  /** Names the request; no other task has the same. */
  key: string | null;
  /** Tasks of one lane run one after another. */
  lane: string | null;
  due_at: Generated<Date>;
  attempt: Generated<number>;
  lease: string | null;
  leased_until: Date | null;
  parked_at: Date | null;
  reason: string | null;
  created_at: Generated<Date>;
}

export interface AuditLogTable {
  id: string;
  at: Generated<Date>;
  action: string;
  actor_kind: 'anonymous' | 'user' | 'client' | 'system';
  actor_id: string | null;
  session_id: string | null;
  subject: string | null;
  request_id: string;
  network: string | null;
  changed: JsonColumn<string[]>;
  detail: JsonColumn<Record<string, unknown>>;
}

export interface EmailReversalsTable {
  digest: string;
  user_id: string;
  old_email: EmailAddress;
  requester: JsonColumn<Requester> | null;
  created_at: Date;
  expires_at: Date;
}

export interface ServiceClientsTable {
  id: string;
  name: string;
  description: string;
  permissions: string[];
  secret_digest: string;
  previous_digest: string | null;
  previous_until: Date | null;
  created_at: Date;
  revoked_at: Date | null;
  version: number;
  epoch: number;
}

export interface OneTimeTokensTable {
  digest: string;
  purpose: TokenPurpose;
  user_id: string;
  email: EmailAddress;
  epoch: number;
  sealed_credentials: string | null;
  issued_at: Date;
  expires_at: Date;
  network: string | null;
}

export interface SigningKeysTable {
  kid: string;
  public_jwk: string;
  sealed_private_jwk: string;
  created_at: Date;
  activates_at: Date;
}

export interface IdempotencyKeysTable {
  id: string;
  fingerprint: string;
  headers: JsonColumn<Record<string, string>>;
  body: string;
  subject: string | null;
  created_at: Date;
  expires_at: Date;
}

export interface RequestKeysTable {
  key: string;
  repeated: boolean;
  expires_at: Date;
}

export interface LinkPausesTable {
  user_id: string;
  kind: LinkKind;
  epoch: number;
  links: number;
  last_at: Date;
}

export interface ServiceStateTable {
  singleton: Generated<boolean>;
  stream: number;
}

/** What the migrations make, as Kysely sees it. */
export interface Tables {
  users: UsersTable;
  roles: RolesTable;
  sessions: SessionsTable;
  outbox: OutboxTable;
  events: EventsTable;
  relay_lease: RelayLeaseTable;
  tasks: TasksTable;
  audit_log: AuditLogTable;
  email_reversals: EmailReversalsTable;
  service_clients: ServiceClientsTable;
  one_time_tokens: OneTimeTokensTable;
  signing_keys: SigningKeysTable;
  idempotency_keys: IdempotencyKeysTable;
  request_keys: RequestKeysTable;
  link_pauses: LinkPausesTable;
  service_state: ServiceStateTable;
}
