import { checkAll } from '../faults/chaos/checks/check-all.ts';
import type { Effect, KeyedRequest, Outcome, Write } from '../faults/chaos/driver/history.ts';
import type { MailKind } from '../faults/chaos/driver/mailbox.ts';
import type { Evidence, LoggedEvent, PublishedEvent, UserRow } from '../faults/chaos/checks/evidence.ts';

type Step = {
  readonly operation: string;
  readonly effect: Effect;
  readonly outcome?: Outcome;
  readonly done?: boolean;
};

const updated = (reason: string, full_name?: string): Effect => {
  return { type: 'user.updated', reason, ...(full_name === undefined ? {} : { full_name }) };
};

/** A life of which everything is known; `done` says of the unknown ones whether they were. */
const steps: readonly Step[] = [
  { operation: 'register', effect: { type: 'user.created', full_name: 'Name 1' } },
  { operation: 'verify', effect: updated('email_verified') },
  { operation: 'rename', effect: updated('profile_updated', 'Name 2') },
  { operation: 'rename', effect: updated('profile_updated', 'Name 3'), outcome: 'unknown', done: true },
  { operation: 'rename', effect: updated('profile_updated', 'Name 4'), outcome: 'unknown', done: false },
  { operation: 'rename', effect: updated('profile_updated', 'Name 5'), outcome: 'refused', done: false },
  { operation: 'change password', effect: updated('password_changed') },
];

/** The life of somebody who registered under a key, without an answer at first, and has another address now. */
export const mover = { email: 'cleo@example.com', moved: 'cleo@example.org' };
const moving: readonly Step[] = [
  { operation: 'register', effect: { type: 'user.created', full_name: 'Cleo' }, outcome: 'unknown', done: true },
  { operation: 'register', effect: { type: 'user.created', full_name: 'Cleo' }, done: false },
  { operation: 'verify', effect: updated('email_verified') },
  {
    operation: 'ask for another address',
    effect: { type: 'user.verification_token.created', purpose: 'email_change', email: mover.moved },
  },
  { operation: 'confirm-email-change', effect: { type: 'user.updated', reason: 'email_changed', email: mover.moved } },
];

const accepted = { outcome: 'acknowledged', status: 202, code: '', replayed: true, text: '{"message":"…"}' } as const;
const refused = { outcome: 'refused', replayed: false, text: '' } as const;
const keyed: KeyedRequest = {
  ...{ account: mover.email, operation: 'register', key: 'register:cleo' },
  answers: [
    { outcome: 'unknown', status: 0, code: 'ECONNRESET', replayed: false, text: '' },
    { ...refused, status: 409, code: 'idempotency_key_in_use' },
    ...[accepted, accepted],
  ],
  misused: [{ ...refused, status: 422, code: 'idempotency_key_reused' }],
};

/** What a run leaves in which everything went as it should, for three accounts; tests spoil a copy of it. */
export function soundEvidence(): Evidence {
  const accounts = [
    account('ana@example.com', 0, steps, [['verify-email'], ['notice']]),
    account('bo@example.com', 1, steps, [['verify-email'], ['notice']]),
    account(mover.email, 2, moving, [['verify-email'], ['confirm-email-change', mover.moved], ['revert-email-change']]),
  ];
  const log = accounts.flatMap((each) => each.log);
  return {
    writes: accounts.flatMap((each) => each.writes),
    keyed: [keyed],
    dead: [],
    users: accounts.map((each) => each.user),
    log,
    feed: log.slice(),
    followed: log.slice(),
    streamed: log.slice(),
    published: log.map(published),
    waiting: 0,
    mails: accounts.flatMap((each) => each.mails),
    mailFaults: [{ what: 'kill worker-1', from: 900, until: 950, workers: 1 }],
    others: new Set(),
  };
}

/** What the checks say of it, spoilt by one thing. */
export function spoilt(spoil: (sound: Evidence) => Partial<Evidence>): readonly string[] {
  const sound = soundEvidence();
  return checkAll({ ...sound, ...spoil(sound) });
}

function account(email: string, place: number, steps: readonly Step[], mailed: readonly [MailKind, string?][]) {
  const id = `01890000-0000-7000-8000-00000000000${place}`;
  const state = { id, email, full_name: '', status: 'pending', email_verified: false, version: 0 };
  const log: LoggedEvent[] = [];
  const add = (type: string, data: object): void => {
    const sequence = log.length + 1;
    const position = BigInt(place * 100 + sequence);
    log.push({
      position,
      id: `${id}-${sequence}`,
      type,
      subject: id,
      sequence,
      data: JSON.stringify(data),
      at: sequence * 1_000,
    });
  };
  for (const { effect, outcome = 'acknowledged', done = outcome === 'acknowledged' } of steps) {
    if (!done) continue;
    if ('full_name' in effect && effect.full_name !== undefined) state.full_name = effect.full_name;
    if ('reason' in effect && effect.reason === 'email_verified') {
      Object.assign(state, { status: 'active', email_verified: true });
    }
    if ('reason' in effect && effect.email !== undefined) state.email = effect.email;
    state.version += 1;
    add(effect.type, { ...state, ...effect, full_name: state.full_name });
    if (effect.type === 'user.created')
      add('user.verification_token.created', { user_id: id, email, purpose: 'email_verification' });
  }
  const writes: Write[] = steps.map(({ operation, effect, outcome = 'acknowledged' }, index) => ({
    ...{ account: email, operation, effect, promised: true, outcome, status: 200, code: '' },
    ...{ sentAt: index * 1_000, answeredAt: index * 1_000 + 10 },
  }));
  const user: UserRow = { ...state, erased: false, sequence: log.length };
  const mails = mailed.map(([kind, to = email], index) => ({
    ...{ messageId: `<${place}-${index}>`, to, kind, token: null, arrivedAt: index * 1_000 },
  }));
  return { log, writes, user, mails };
}

export function published(event: LoggedEvent, index: number): PublishedEvent {
  const { id, type, subject, sequence, data } = event;
  const headers = { ce_id: id, ce_type: type, ce_subject: subject, ce_sequence: String(sequence) };
  return { topic: type, partition: 0, offset: BigInt(index), key: subject, headers, value: data };
}
