import { toEventData } from '@users/application';
import { parseEmailAddress, type UserEvent, type UserSnapshot } from '@users/domain';
import { eventSchemas } from '@users/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { activeAccount, ada, administrator, signedIn } from '../support/accounts.ts';
import { request, useCaseFixture } from '../support/use-case-fixture.ts';

const id = '01890000-0000-7000-8000-000000000000';
const at = new Date('2026-03-01T12:00:00.000Z');
const envelope = { userId: id, sequence: 1, occurredAt: at };
const email = parseEmailAddress(ada.email);
const { fullName, locale } = ada;
const link = { userId: id, email, fullName, locale, expiresAt: at, sealedToken: 'a.b.c' };
const snapshot: UserSnapshot = {
  ...{ id, email, fullName, locale, status: 'active', roles: ['user'], emailVerified: true, version: 2 },
  ...{ createdAt: at, updatedAt: at },
};

const time = '2026-03-01T12:00:00.000Z';
const publishedLink = { user_id: id, email, full_name: fullName, locale, expires_at: time, token: 'a.b.c' };
const publishedSnapshot = {
  ...{ id, email, full_name: fullName, locale, status: 'active', roles: ['user'], email_verified: true, version: 2 },
  ...{ created_at: time, updated_at: time },
};

const cases: readonly (readonly [UserEvent, object])[] = [
  [{ ...envelope, type: 'user.created', data: snapshot }, publishedSnapshot],
  [
    { ...envelope, type: 'user.updated', data: { ...snapshot, changed: ['locale'], reason: 'profile_updated' } },
    { ...publishedSnapshot, changed: ['locale'], reason: 'profile_updated' },
  ],
  [
    { ...envelope, type: 'user.deleted', data: { id, deletedAt: at } },
    { id, deleted_at: time },
  ],
  [
    { ...envelope, type: 'user.verification_token.created', data: { ...link, purpose: 'email_verification' } },
    { ...publishedLink, purpose: 'email_verification' },
  ],
  [{ ...envelope, type: 'user.password_reset.requested', data: link }, publishedLink],
];

describe('an event is published', () => {
  it.each(cases)('in the published words: $type', (event, published) => {
    const data = toEventData(event);
    expect(data).toEqual(published);
    expect(z.strictObject(eventSchemas[event.type].shape).parse(data)).toEqual(data);
  });

  it('of every type', () => {
    expect(cases.map(([{ type }]) => type).sort()).toEqual(Object.keys(eventSchemas).sort());
  });

  it('as its schema says, through the life of an account, without a secret', async () => {
    const fixture = useCaseFixture();
    const { id: user } = await activeAccount(fixture);
    await fixture.resendVerification.execute({ email }, request());
    await administrator(fixture);
    await fixture.updateUser.execute(
      { id: user, expectedVersion: null, fullName: 'Countess', locale: 'es' },
      request(await signedIn(fixture)),
    );
    const events = await fixture.memory.outbox.read(100);
    expect(new Set(events.map(({ type }) => type)).size).toBe(3);
    for (const { type, data } of events) expect(z.strictObject(eventSchemas[type].shape).parse(data)).toEqual(data);
    const text = JSON.stringify(events.map(({ data }) => data));
    for (const secret of ['argon2', ada.password, ...fixture.links(email)]) expect(text).not.toContain(secret);
  });
});
