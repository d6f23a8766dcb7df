import type { PublishableEvent } from './cloud-events.ts';
import type { EventDataOf, EventType } from './event-data.ts';

const subject = '0197b8a4-5f00-7c31-9d5e-2f6a1b3c4d5e';
const registeredAt = '2026-03-14T09:26:53.589Z';
const verifiedAt = '2026-03-14T09:31:07.912Z';
const person = { email: 'ada@example.com', full_name: 'Ada Lovelace', locale: 'en' };
/** The form of a compact JWE: header, no wrapped key, initialisation vector, ciphertext, tag. */
const sealed = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..c2FtcGxlLWl2.c2FtcGxlLWNpcGhlcnRleHQ.c2FtcGxlLXRhZw';

const pending: EventDataOf<'user.created'> = {
  id: subject,
  ...person,
  status: 'pending',
  roles: ['user'],
  email_verified: false,
  created_at: registeredAt,
  updated_at: registeredAt,
  version: 1,
};

const data: { readonly [Type in EventType]: EventDataOf<Type> } = {
  'user.created': pending,
  'user.updated': {
    ...pending,
    status: 'active',
    email_verified: true,
    updated_at: verifiedAt,
    version: 2,
    changed: ['status', 'email_verified'],
    reason: 'email_verified',
  },
  'user.deleted': { id: subject, deleted_at: '2026-09-01T00:00:00.000Z' },
  'user.verification_token.created': {
    user_id: subject,
    ...person,
    purpose: 'email_verification',
    expires_at: '2026-03-15T09:26:53.589Z',
    token: sealed,
  },
  'user.password_reset.requested': {
    user_id: subject,
    ...person,
    expires_at: '2026-05-02T18:30:00.000Z',
    token: sealed,
  },
};

/** Place of each example in the life of one user. */
const history: { readonly [Type in EventType]: { sequence: number; time: string } } = {
  'user.created': { sequence: 1, time: registeredAt },
  'user.verification_token.created': { sequence: 2, time: registeredAt },
  'user.updated': { sequence: 3, time: verifiedAt },
  'user.password_reset.requested': { sequence: 4, time: '2026-05-02T18:00:00.000Z' },
  'user.deleted': { sequence: 5, time: '2026-09-01T00:00:00.000Z' },
};

/** An event of the type as it might be published; no such user exists. */
export function exampleOf(type: EventType): PublishableEvent {
  const { sequence, time } = history[type];
  return {
    id: `0197b8a4-5f00-7c31-9d5e-00000000000${sequence}`,
    type,
    subject,
    sequence,
    stream: 1,
    time: new Date(time),
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: data[type],
  };
}
