import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { emailReversal, freshEmail, freshSecret, newTask, verificationToken } from './samples.ts';
import {
  change,
  outboxOf,
  rename,
  seedClient,
  seedSession,
  seedUser,
  storedClient,
  storedSession,
  storedUser,
} from './stored.ts';

/** After a restore from a backup: nothing that was handed out before means anything. */
export function incarnationsContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`incarnations: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    test('the stream rises above every number before, and new events carry it', async () => {
      const user = await seedUser(fixture);
      await rename(fixture, user.id, 'Before');
      const first = await fixture.incarnations.begin(fixture.now());
      await rename(fixture, user.id, 'Between');
      const second = await fixture.incarnations.begin(fixture.now());
      await rename(fixture, user.id, 'After');
      const streams = (await outboxOf(fixture)).map(({ stream }) => stream);
      expect(streams.slice(1)).toEqual([first.stream, second.stream]);
      expect(second.stream).toBeGreaterThan(first.stream);
      expect(first.stream).toBeGreaterThan(streams[0] ?? Number.NaN);
      // Two restores of the same backup must not meet in one number: it comes from the clock, not from the backup.
      expect(first.stream).toBeGreaterThanOrEqual(Math.floor(fixture.now().getTime() / 60_000) - 1);
    });

    test('every user gets an epoch that no token can have, and keeps the rest', async () => {
      const now = fixture.now();
      const requester = { kind: 'client', id: 'somebody' } as const;
      const emailChange = { digest: 'd', email: freshEmail(), requester, requestedAt: now, expiresAt: now };
      const user = await seedUser(fixture, { epoch: 7, emailChange });
      const { stream, users } = await fixture.incarnations.begin(fixture.now());
      expect(await storedUser(fixture, user.id)).toEqual({
        ...user,
        ...{ epoch: stream, revision: user.revision + 1, emailChange: null },
      });
      expect(users).toBe(1);
      const again = await fixture.incarnations.begin(fixture.now());
      expect((await storedUser(fixture, user.id))?.epoch).toBe(again.stream);
    });

    test('so does every service client', async () => {
      const client = await seedClient(fixture, { epoch: 7 });
      const { stream } = await fixture.incarnations.begin(fixture.now());
      expect(await storedClient(fixture, client.id)).toEqual({ ...client, epoch: stream });
    });

    test('sessions, links, ways back, signing keys and kept answers are forgotten', async () => {
      const user = await seedUser(fixture);
      const session = await seedSession(fixture, user);
      const token = verificationToken(user, fixture.now());
      await fixture.tokenStore.put(token);
      const reversal = emailReversal(user.id, freshEmail(), fixture.now());
      const [createdAt, id] = [fixture.now(), freshSecret()];
      const expiresAt = new Date(createdAt.getTime() + 60_000);
      await change(fixture, async (tx) => {
        tx.emailReversals.add(reversal);
        tx.keepAnswer({
          id,
          fingerprint: 'f',
          answer: { headers: {}, body: '{}', subject: null },
          createdAt,
          expiresAt,
        });
      });
      const key = { kid: 'k', publicJwk: '{}', sealedPrivateJwk: 's', createdAt, activatesAt: createdAt };
      await fixture.signingKeys.add(key, new Date(0));
      expect((await fixture.incarnations.begin(fixture.now())).sessions).toBe(1);
      expect(await storedSession(fixture, session.id)).toBeUndefined();
      expect(await fixture.tokenStore.find('email_verification', token.state.digest)).toBeNull();
      expect(await change(fixture, (tx) => tx.emailReversals.find(reversal.digest))).toBeNull();
      expect(await fixture.signingKeys.all()).toEqual([]);
      expect(await fixture.keptAnswers.find(id)).toBeNull();
    });

    test('mails that wait with a link in them are dropped, every other task stays', async () => {
      await fixture.taskQueue.enqueue(newTask({ type: 'send_mail', payload: { sealed_token: 'eyJ' } }));
      await fixture.taskQueue.enqueue(newTask({ type: 'send_mail', payload: { sealed_token: null } }));
      await fixture.taskQueue.enqueue(newTask({ type: 'complete_registration', payload: { sealed: 'eyJ' } }));
      await fixture.incarnations.begin(fixture.now());
      const left = await fixture.taskQueue.lease({
        types: ['send_mail', 'complete_registration'],
        limit: 10,
        leaseSeconds: 60,
      });
      expect(left.map(({ type, payload }) => [type, payload]).sort()).toEqual([
        ['complete_registration', { sealed: 'eyJ' }],
        ['send_mail', { sealed_token: null }],
      ]);
    });
  });
}
