import { CompleteRegistration } from '@users/application';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, letPausesPass, otherPassword, register } from '../support/accounts.ts';
import { loginLink, request, useCaseFixture } from '../support/use-case-fixture.ts';

const mallory = { ...ada, fullName: 'Buy now at evil.example', locale: 'es', password: otherPassword };

describe('the registration of a new address', () => {
  it('makes a pending user and two events', async () => {
    const fixture = useCaseFixture();
    await register(fixture, { ...ada, locale: 'es' });
    const user = fixture.userWith(ada.email);
    expect(user).toMatchObject({ fullName: ada.fullName, locale: 'es', status: 'pending', roles: ['user'] });
    expect(user).toMatchObject({ emailVerifiedAt: null, contested: false, version: 1, sequence: 2 });
    const events = await fixture.memory.outbox.read(10);
    expect(events.map(({ type, sequence, subject }) => [type, sequence, subject])).toEqual([
      ['user.created', 1, user?.id],
      ['user.verification_token.created', 2, user?.id],
    ]);
  });

  it('mails a link that says when and from where it was asked for, in no stranger’s words', async () => {
    const fixture = useCaseFixture();
    const requestedAt = fixture.clock.now();
    await fixture.registerUser.execute(ada, request());
    fixture.clock.advance(30);
    await fixture.work();
    expect(fixture.mailer.sent).toMatchObject([
      {
        ...{ template: 'verify_email', to: ada.email, fullName: '', locale: 'en', requestedAt },
        ...{ network: '203.0.113.0/24', expiresAt: new Date(requestedAt.getTime() + 86_400_000) },
      },
    ]);
  });

  it('leaves one trail entry by the worker, within the request that caused it', async () => {
    const fixture = useCaseFixture();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const context = request(undefined, { traceparent });
    await fixture.registerUser.execute(ada, context);
    await fixture.work();
    const { id: subject } = fixture.userWith(ada.email) ?? {};
    const entry = { action: 'account.register', actorKind: 'system', actorId: 'worker', requestId: context.requestId };
    expect(fixture.memory.store.audit).toMatchObject([{ ...entry, network: context.network, subject }]);
    const events = await fixture.memory.outbox.read(10);
    expect(new Set(events.map((event) => event.traceparent))).toEqual(new Set([traceparent]));
  });

  it('keeps the token out of every store: digest in the index, sealed in event and task', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    const { outbox, tokens, users, audit } = fixture.memory.store;
    const text = JSON.stringify([[...tokens], [...users], audit, outbox.map(({ data }) => data)]);
    expect(text).not.toContain(token);
    expect(text).not.toContain(ada.password);
    const sealed = outbox.map(({ data }) => ('token' in data ? data.token : null)).find((value) => value !== null);
    expect(await fixture.deps.sealer.open('event', sealed ?? '')).toBe(token);
    await expect(fixture.deps.sealer.open('credentials', sealed ?? '')).rejects.toMatchObject({ code: 'seal_broken' });
  });

  it('indexes the link before the change that tells of it', async () => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute(ada, request());
    const indexedFirst: boolean[] = [];
    const { unitOfWork } = fixture.deps;
    const spy: typeof unitOfWork = {
      run: (context, work) => {
        indexedFirst.push(fixture.memory.store.tokens.size === 1);
        return unitOfWork.run(context, work);
      },
    };
    await fixture.work({ unitOfWork: spy });
    expect(indexedFirst).toEqual([true]);
  });
});

describe('the registration of a pending address', () => {
  it('changes nothing of the account but that no link brings a password, and mails a link of its own', async () => {
    const fixture = useCaseFixture();
    const first = await register(fixture, ada);
    const before = fixture.userWith(ada.email);
    const second = await register(fixture, mallory, '198.51.100.0/24');
    expect(second).not.toBe(first);
    expect(fixture.userWith(ada.email)).toEqual({
      ...before,
      ...{ contested: true, revision: 1, sequence: 3, linkExpiresAt: later(before?.linkExpiresAt ?? null, 900) },
    });
    expect(fixture.mailer.sent.at(-1)).toMatchObject({ locale: 'es', fullName: '', network: '198.51.100.0/24' });
    expect((await fixture.memory.outbox.read(10)).map((event) => event.type)).toEqual([
      'user.created',
      'user.verification_token.created',
      'user.verification_token.created',
    ]);
  });
});

describe('the registration of an address that has an owner', () => {
  it.each(['active', 'suspended', 'deleted'] as const)('tells the owner alone (%s)', async (status) => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    fixture.alter(id, () => ({ status }));
    const before = fixture.user(id);
    const links = fixture.links(ada.email);
    const events = (await fixture.memory.outbox.read(100)).length;
    letPausesPass(fixture);
    const requestedAt = fixture.clock.now();
    await fixture.registerUser.execute(mallory, request(undefined, { network: '198.51.100.0/24' }));
    await fixture.work();
    expect(fixture.user(id)).toEqual(before);
    expect(fixture.links(ada.email)).toEqual(links);
    expect(fixture.memory.store.tokens.size).toBe(1);
    expect((await fixture.memory.outbox.read(100)).length).toBe(events);
    const { fullName, locale, email: to } = ada;
    expect(fixture.mailer.sent.at(-1)).toMatchObject({
      ...{ template: 'already_registered', to, fullName, locale, requestedAt, network: '198.51.100.0/24' },
      loginLink,
    });
  });
});

describe('an address that changes hands while its registration is completed', () => {
  it('taken between look-up and write: the second link is made for the account that is there', async () => {
    const fixture = useCaseFixture();
    await register(fixture, mallory);
    letPausesPass(fixture);
    await fixture.registerUser.execute(ada, request());
    let lookUps = 0;
    const byEmail: typeof fixture.deps.credentials.byEmail = async (email) => {
      lookUps += 1;
      return lookUps === 1 ? null : fixture.deps.credentials.byEmail(email);
    };
    await fixture.work({ credentials: { byEmail } });
    expect(lookUps).toBe(2);
    const link = fixture.links(ada.email).at(-1) ?? '';
    await fixture.verifyEmail.execute({ token: link, password: otherPassword }, request());
    expect(fixture.userWith(ada.email)).toMatchObject({ fullName: mallory.fullName, status: 'active' });
  });

  it('taken between read and commit: likewise, in the same run of the task', async () => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute(ada, request());
    const { unitOfWork } = fixture.deps;
    let runs = 0;
    const run: typeof unitOfWork.run = (context, work) =>
      unitOfWork.run(context, async (tx) => {
        const result = await work(tx);
        runs += 1;
        if (runs === 1) await fixture.createAdmin.execute({ ...mallory, onlyIfNone: false }, request());
        return result;
      });
    await fixture.work({ unitOfWork: { run } });
    expect(fixture.outcomes.map(({ result }) => result)).not.toContain('retried');
    expect(fixture.mailer.sent).toMatchObject([{ template: 'already_registered', fullName: mallory.fullName }]);
  });

  it('for ever: the task is tried again later, nothing is written', async () => {
    const fixture = useCaseFixture();
    await register(fixture, mallory);
    letPausesPass(fixture);
    await fixture.registerUser.execute(ada, request());
    const before = fixture.userWith(ada.email);
    await fixture.work({ credentials: { byEmail: async () => null } });
    expect(fixture.outcomes.at(-1)).toMatchObject({ result: 'retried', error: { code: 'concurrent_change' } });
    expect(fixture.userWith(ada.email)).toEqual(before);
    fixture.clock.advance(60);
    await fixture.work();
    expect(fixture.userWith(ada.email)?.contested).toBe(true);
  });

  it('twenty registrations at once make one user and one link, which brings no password', async () => {
    const fixture = useCaseFixture();
    const people = Array.from({ length: 20 }, (_, index) => ({ ...ada, password: `${otherPassword} ${index}` }));
    await Promise.all(people.map((person) => fixture.registerUser.execute(person, request())));
    expect(await fixture.memory.taskQueue.count()).toEqual({ waiting: 2, parked: 0 });
    await fixture.work();
    expect(fixture.links(ada.email)).toHaveLength(1);
    expect(fixture.memory.store.users.size).toBe(1);
    expect(fixture.userWith(ada.email)).toMatchObject({ contested: true, sequence: 2 });
    expect(await fixture.memory.taskQueue.count()).toEqual({ waiting: 0, parked: 0 });
  });
});

it('a payload sealed for something else is no registration', async () => {
  const fixture = useCaseFixture();
  const sealed = await fixture.deps.sealer.seal('event', '{}');
  const task = { id: fixture.deps.ids.uuid(), type: 'complete_registration', payload: { sealed }, traceparent: null };
  const leased = { ...task, requestId: 'r', lease: 'l', attempt: 1, ageSeconds: 0 };
  await expect(new CompleteRegistration(fixture.deps).run(leased)).rejects.toMatchObject({ code: 'seal_broken' });
});

function later(moment: Date | null, seconds: number): Date {
  return new Date(Number(moment) + seconds * 1000);
}
