/**
 * What is asked now and carried out later is authorised again when it happens. A manager asked for a change of an ordinary
 * user's address to one of his own; the user became administrator, the manager was suspended, and the link still worked:
 * with a reset the manager was administrator.
 */
import {
  AcceptInvitation,
  ConfirmEmailChange,
  PreviewLink,
  PreviewVerification,
  VerifyEmail,
  VoidEmailUndo,
} from '@users/application';
import type { Actor, ClientActor, Permission, UserActor } from '@users/domain';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
  administrator,
  delegate,
  emailChangeLink,
  holding,
  logIn,
  operator,
  otherPassword,
  password,
  register,
  resetLink,
  signedIn,
} from '../support/accounts.ts';
import { confirm, lovelace, revert, thief } from '../support/email-changes.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const granted: readonly Permission[] = ['users:read', 'users:write', 'users:delete'];
const newcomer = 'newcomer@example.org';

/** A link that somebody caused for somebody else, and both of them. */
interface Scene {
  readonly fixture: UseCaseFixture;
  readonly requester: UserActor | ClientActor;
  /** The account that the link is about; it holds the role `helper`, which allows nothing yet. */
  readonly targetId: string;
  readonly token: string;
}

async function clientOf(fixture: UseCaseFixture): Promise<ClientActor> {
  const input = { name: 'portal', description: '', permissions: granted };
  const { client } = await fixture.createClient.execute(input, operator);
  return { kind: 'client', id: client.id, name: client.name, permissions: new Set(granted) };
}

async function invite(fixture: UseCaseFixture, requester: UserActor | ClientActor) {
  const input = { email: newcomer, fullName: 'New', locale: 'en', metadata: {}, roles: ['helper'] };
  const { user } = await fixture.createUser.execute(input, request(requester));
  await fixture.work();
  return { targetId: user.id, token: fixture.links(newcomer, 'invitation').at(-1) ?? '' };
}

const kinds = {
  'an invitation': invite,
  // A suspended manager had invited himself at another address. The invitation was dead; but anybody may have a
  // verification link sent to an address, and that one made him a manager again.
  'a verification link of an invited account': async (fixture: UseCaseFixture, requester: UserActor | ClientActor) => {
    const { targetId } = await invite(fixture, requester);
    await fixture.resendVerification.execute({ email: newcomer }, request());
    await fixture.work();
    return { targetId, token: fixture.links(newcomer).at(-1) ?? '' };
  },
  'a change of address': async (fixture: UseCaseFixture, requester: UserActor | ClientActor) => {
    const { id } = await activeAccount(fixture);
    await fixture.setUserRoles.execute({ id, roles: ['helper', 'user'], expectedVersion: null }, operator);
    await fixture.requestEmailChange.execute({ id, email: lovelace, currentPassword: null }, request(requester));
    await fixture.work();
    return { targetId: id, token: fixture.links(lovelace, 'confirm_email_change').at(-1) ?? '' };
  },
} as const;
type Kind = keyof typeof kinds;

async function scene(kind: Kind, requesterKind: 'user' | 'client'): Promise<Scene> {
  const fixture = useCaseFixture();
  await fixture.createRole.execute({ name: 'helper', description: '', permissions: [] }, operator);
  const requester = requesterKind === 'user' ? await delegate(fixture, granted) : await clientOf(fixture);
  return { fixture, requester, ...(await kinds[kind](fixture, requester)) };
}

type Dependencies = UseCaseFixture['deps'];

const followers = {
  'an invitation': { useCase: AcceptInvitation, execute: (deps: Dependencies) => new AcceptInvitation(deps) },
  'a verification link of an invited account': {
    ...{ useCase: VerifyEmail, execute: (deps: Dependencies) => new VerifyEmail(deps) },
  },
  'a change of address': { useCase: ConfirmEmailChange, execute: (deps: Dependencies) => new ConfirmEmailChange(deps) },
} as const;

const followBy = (kind: Kind, deps: Dependencies, token: string): Promise<unknown> =>
  followers[kind].execute(deps).execute({ token, password }, request());

async function follow(kind: Kind, { fixture, token }: Scene): Promise<string> {
  const attempt = followBy(kind, fixture.deps, token);
  return attempt.then(
    () => 'ok',
    () => refusal(followers[kind].useCase, attempt),
  );
}

async function preview(kind: Kind, { fixture, token }: Scene): Promise<string> {
  const verification = kind === 'a verification link of an invited account';
  const purpose = kind === 'an invitation' ? 'invitation' : 'email_change';
  const attempt: Promise<unknown> = verification
    ? fixture.previewVerification.execute({ token }, request())
    : fixture.previewLink.execute({ purpose, token }, request());
  return attempt.then(
    () => 'ok',
    () => refusal(verification ? PreviewVerification : PreviewLink, attempt),
  );
}

type Happening = (scene: Scene) => Promise<unknown>;

const roleOf = ({ fixture, requester }: Scene): string =>
  fixture.user(requester.id).roles.find((role) => role !== 'user') ?? '';

const byPerson: Readonly<Record<string, Happening>> = {
  'whoever asked is demoted': async ({ fixture, requester }) =>
    fixture.setUserRoles.execute({ id: requester.id, roles: ['user'], expectedVersion: null }, operator),
  'the role of whoever asked lost its permission': async (at) =>
    at.fixture.updateRole.execute(
      { name: roleOf(at), description: '', permissions: ['users:read'], expectedVersion: null },
      operator,
    ),
  'whoever asked is suspended': async ({ fixture, requester }) =>
    fixture.suspendUser.execute({ id: requester.id, reason: 'Fraud.', expectedVersion: null }, operator),
  'whoever asked is soft-deleted': async ({ fixture, requester }) =>
    fixture.softDeleteUsers.execute({ ids: [requester.id] }, operator),
  'whoever asked is erased': async ({ fixture, requester }) =>
    fixture.deleteUser.execute({ id: requester.id, expectedVersion: null }, operator),
};

const ofTarget: Readonly<Record<string, Happening>> = {
  'the account got a role that whoever asked may not give': async ({ fixture, targetId }) =>
    fixture.setUserRoles.execute({ id: targetId, roles: ['admin', 'helper', 'user'], expectedVersion: null }, operator),
  // No account was written for it: the permissions of that moment are asked for.
  'a role of the account got more permissions': async ({ fixture }) =>
    fixture.updateRole.execute(
      { name: 'helper', description: '', permissions: ['roles:write'], expectedVersion: null },
      operator,
    ),
};

const byClient: Readonly<Record<string, Happening>> = {
  'the service client is revoked': async ({ fixture, requester }) =>
    fixture.revokeClient.execute({ id: requester.id, expectedVersion: null }, operator),
};

const allowed: Readonly<Record<string, Happening>> = {
  'nothing happened': async () => {},
  'the account got a role within the permissions of whoever asked': async ({ fixture, targetId }) => {
    await fixture.createRole.execute({ name: 'reader', description: '', permissions: ['users:read'] }, operator);
    await fixture.setUserRoles.execute(
      { id: targetId, roles: ['helper', 'reader', 'user'], expectedVersion: null },
      operator,
    );
  },
};

const allowedByPerson: Readonly<Record<string, Happening>> = {
  'whoever asked is suspended and reinstated': async ({ fixture, requester: { id } }) => {
    await fixture.suspendUser.execute({ id, reason: 'A mistake.', expectedVersion: null }, operator);
    await fixture.reactivateUser.execute({ id, expectedVersion: null }, operator);
  },
  'whoever asked logged out everywhere': async ({ fixture, requester: { id } }) =>
    fixture.endSessions.execute({ id }, operator),
};

const allowedByClient: Readonly<Record<string, Happening>> = {
  'the service client got another secret': async ({ fixture, requester: { id } }) =>
    fixture.rotateClientSecret.execute({ id, graceSeconds: 0, expectedVersion: null }, operator),
};

const cells = (requesterKind: 'user' | 'client', expected: string, table: Readonly<Record<string, Happening>>) =>
  (Object.keys(kinds) as Kind[]).flatMap((kind) =>
    Object.entries(table).map(([when, happen]) => ({ kind, requesterKind, when, happen, expected })),
  );

describe('a link that somebody caused for somebody else', () => {
  it.each([
    ...cells('user', 'link_not_authorized', { ...byPerson, ...ofTarget }),
    ...cells('client', 'link_not_authorized', { ...byClient, ...ofTarget }),
    ...cells('user', 'ok', { ...allowed, ...allowedByPerson }),
    ...cells('client', 'ok', { ...allowed, ...allowedByClient }),
  ])('$kind by a $requesterKind: when $when → $expected', async ({ kind, requesterKind, happen, expected }) => {
    const at = await scene(kind, requesterKind);
    const before = at.fixture.user(at.targetId);
    await happen(at);
    expect(await preview(kind, at)).toBe(expected);
    expect(await follow(kind, at)).toBe(expected);
    const { email, passwordHash } = at.fixture.user(at.targetId);
    if (expected !== 'ok')
      expect({ email, passwordHash }).toEqual({ email: before.email, passwordHash: before.passwordHash });
  });

  it.each(Object.keys(kinds) as Kind[])('%s by the command line works whatever happened', async (kind) => {
    const fixture = useCaseFixture();
    await fixture.createRole.execute({ name: 'helper', description: '', permissions: [] }, operator);
    const asked = await kinds[kind](fixture, operator.actor as UserActor);
    await fixture.setUserRoles.execute(
      { id: asked.targetId, roles: ['admin', 'helper', 'user'], expectedVersion: null },
      operator,
    );
    expect(await follow(kind, { fixture, requester: operator.actor as UserActor, ...asked })).toBe('ok');
  });

  // Whoever takes the manager's account over must not find waiting links to mailboxes that the thief reads.
  it.each([
    ['a change of address', 'link_not_authorized'],
    ['an invitation', 'ok'],
  ] as const)('%s after whoever asked set another password: %s', async (kind, expected) => {
    const at = await scene(kind, 'user');
    const { email } = at.fixture.user(at.requester.id);
    const token = await resetLink(at.fixture, email);
    await at.fixture.resetPassword.execute({ token, password: otherPassword }, request());
    expect(await follow(kind, at)).toBe(expected);
  });

  it('is not even mailed once the authority is gone', async () => {
    const fixture = useCaseFixture();
    const manager = await delegate(fixture, granted);
    const { id } = await activeAccount(fixture);
    await fixture.requestEmailChange.execute({ id, email: lovelace, currentPassword: null }, request(manager));
    await fixture.suspendUser.execute({ id: manager.id, reason: 'Fraud.', expectedVersion: null }, operator);
    await fixture.work();
    expect(fixture.mailsTo(lovelace)).toEqual([]);
  });

  it.each(['an invitation', 'a verification link of an invited account'] as const)(
    'is dead when nobody knows who asked for it: %s',
    async (kind) => {
      const at = await scene(kind, 'user');
      at.fixture.alter(at.targetId, () => ({ invitedBy: null }));
      expect(await follow(kind, at)).toBe('link_not_authorized');
    },
  );

  // Whoever is invited registers by themselves meanwhile: the link of that registration leads to the same roles.
  it('the link of a registration gives nothing that the invitation gives no more', async () => {
    const at = await scene('an invitation', 'user');
    const { targetId, fixture } = at;
    const token = await register(fixture, { ...ada, email: newcomer });
    await byPerson['whoever asked is suspended']?.(at);
    const link = { ...at, token };
    expect(await follow('a verification link of an invited account', link)).toBe('link_not_authorized');
    expect(fixture.user(targetId).status).toBe('pending');
  });
});

describe('a suspension that is committed while a link is being followed', () => {
  it.each(Object.keys(kinds) as Kind[])('wins over %s', async (kind) => {
    const at = await scene(kind, 'user');
    const { unitOfWork } = at.fixture.deps;
    let runs = 0;
    const run: typeof unitOfWork.run = (context, work) =>
      unitOfWork.run(context, async (tx) => {
        const result = await work(tx);
        runs += 1;
        // After the last look at the requester, before the write.
        if (runs === 1) await byPerson['whoever asked is suspended']?.(at);
        return result;
      });
    const attempt = followBy(kind, { ...at.fixture.deps, unitOfWork: { run } }, at.token);
    await expect(attempt).rejects.toMatchObject({ code: 'link_not_authorized' });
  });

  it('so does a role that is raised', async () => {
    const at = await scene('a change of address', 'user');
    const { unitOfWork } = at.fixture.deps;
    let runs = 0;
    const run: typeof unitOfWork.run = (context, work) =>
      unitOfWork.run(context, async (tx) => {
        const result = await work(tx);
        runs += 1;
        if (runs === 1) await ofTarget['a role of the account got more permissions']?.(at);
        return result;
      });
    const confirmChange = new ConfirmEmailChange({ ...at.fixture.deps, unitOfWork: { run } });
    await expect(confirmChange.execute({ token: at.token }, request())).rejects.toMatchObject({
      code: 'link_not_authorized',
    });
  });
});

describe('ending somebody', () => {
  it.each(Object.keys(kinds) as Kind[])('tells that %s dies with them', async (kind) => {
    const waiting = async () => {
      const at = await scene(kind, 'user');
      return { ...at, id: at.requester.id };
    };
    const suspended = await waiting();
    expect(
      await suspended.fixture.suspendUser.execute(
        { id: suspended.id, reason: 'Fraud.', expectedVersion: null },
        operator,
      ),
    ).toMatchObject({ endedLinks: 1 });
    const hidden = await waiting();
    expect(await hidden.fixture.softDeleteUsers.execute({ ids: [hidden.id] }, operator)).toEqual([
      { id: hidden.id, error: null, endedLinks: 1 },
    ]);
    const erased = await waiting();
    expect(await erased.fixture.deleteUser.execute({ id: erased.id, expectedVersion: null }, operator)).toEqual({
      endedLinks: 1,
    });
    const client = await scene(kind, 'client');
    expect(
      await client.fixture.revokeClient.execute({ id: client.requester.id, expectedVersion: null }, operator),
    ).toEqual({ endedLinks: 1 });
  });

  it('tells of none that were followed, or are over', async () => {
    const at = await scene('an invitation', 'user');
    await follow('an invitation', at);
    expect(await at.fixture.deps.waitingLinks.countOf(at.requester)).toBe(0);
    const late = await scene('a change of address', 'user');
    late.fixture.clock.advance(86_400);
    expect(await late.fixture.deps.waitingLinks.countOf(late.requester)).toBe(0);
  });
});

describe('roles that the account gains', () => {
  it('sign nobody out, and leave the links that the owner asked for', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const self = await signedIn(fixture);
    const session = await logIn(fixture);
    const reset = await resetLink(fixture);
    const change = await emailChangeLink(fixture, self, lovelace);
    await fixture.setUserRoles.execute({ id, roles: ['admin', 'user'], expectedVersion: null }, operator);
    expect((await fixture.bearer(session.accessToken)).kind).toBe('user');
    expect(await fixture.previewLink.execute({ purpose: 'password_reset', token: reset }, request())).toBeDefined();
    expect(await confirm(fixture, change)).toEqual({ userId: id });
  });

  it('while roles that it loses end both', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    await fixture.setUserRoles.execute({ id, roles: ['admin', 'user'], expectedVersion: null }, operator);
    const change = await emailChangeLink(fixture, await signedIn(fixture), lovelace);
    await administrator(fixture);
    await fixture.setUserRoles.execute({ id, roles: ['user'], expectedVersion: null }, operator);
    expect(await refusal(ConfirmEmailChange, confirm(fixture, change))).toBe('link_expired');
  });
});

/** An account that a manager moved to an address of his own. */
async function moved() {
  const fixture = useCaseFixture();
  const manager = await delegate(fixture, granted);
  const { id } = await activeAccount(fixture);
  await fixture.requestEmailChange.execute({ id, email: thief, currentPassword: null }, request(manager));
  await fixture.work();
  await confirm(fixture, fixture.links(thief, 'confirm_email_change').at(-1) ?? '');
  await fixture.work();
  return { fixture, manager, id, undo: fixture.links(ada.email, 'email_changed').at(-1) ?? '' };
}

const voidUndo = (fixture: UseCaseFixture, id: string, actor: Actor) =>
  fixture.voidEmailUndo.execute({ id }, request(actor));

describe('the undo of a change that somebody else asked for', () => {
  it.each(Object.entries(byPerson))('belongs to the owner: it works after %s', async (_, happen) => {
    const { fixture, manager, id, undo } = await moved();
    await happen({ fixture, requester: manager, targetId: id, token: '' });
    expect(await revert(fixture, undo)).toEqual({ userId: id });
    expect(fixture.user(id)).toMatchObject({ email: ada.email, emailIsOwn: true, passwordHash: null });
  });

  it('works for an account that was promoted since', async () => {
    const { fixture, id, undo } = await moved();
    await fixture.setUserRoles.execute({ id, roles: ['admin', 'user'], expectedVersion: null }, operator);
    expect(await revert(fixture, undo)).toEqual({ userId: id });
  });

  // The manager would otherwise hold a link for a week that leads the account back to him, whatever became of him.
  it('leads to no address that the account did not give and prove itself', async () => {
    const { fixture, id } = await moved();
    await fixture.requestEmailChange.execute({ id, email: lovelace, currentPassword: null }, operator);
    await fixture.work();
    await confirm(fixture, fixture.links(lovelace, 'confirm_email_change').at(-1) ?? '');
    await fixture.work();
    expect(fixture.mailsTo(thief)).toEqual(['confirm_email_change', 'email_changed_notice']);
    expect(JSON.stringify(fixture.mailer.sent.filter(({ to }) => to === thief))).not.toContain(lovelace);
    expect([...fixture.memory.store.emailReversals.values()].map(({ oldEmail }) => oldEmail)).toEqual([ada.email]);
  });

  it('is made again once the owner has changed the address by themselves', async () => {
    const { fixture, id, undo } = await moved();
    await revert(fixture, undo);
    await fixture.resetPassword.execute({ token: await resetLink(fixture), password }, request());
    await confirm(fixture, await emailChangeLink(fixture, await signedIn(fixture), lovelace));
    await fixture.work();
    expect(fixture.user(id).emailIsOwn).toBe(true);
    expect(fixture.links(ada.email, 'email_changed')).toHaveLength(2);
  });

  it('can be voided by another administrator, and by nobody else', async () => {
    const { fixture, manager, id, undo } = await moved();
    const other = await delegate(fixture, granted);
    const refused = (actor: Actor) => refusal(VoidEmailUndo, voidUndo(fixture, id, actor));
    expect(await refused(manager)).toBe('own_email_change');
    const self: UserActor = { ...holding(...granted), id };
    expect(await refused(self)).toBe('forbidden');
    expect(await refused(holding('users:read'))).toBe('forbidden');
    await voidUndo(fixture, id, other);
    await expect(revert(fixture, undo)).rejects.toMatchObject({ code: 'link_expired' });
    await voidUndo(fixture, id, other);
    await voidUndo(fixture, id, manager);
  });
});
