import { anonymous } from '@users/domain';
import { type Arbitrary, constantFrom, option, record, tuple } from 'fast-check';
import { expect } from 'vitest';
import { type AccountFixture, request } from '../support/use-case-fixture.ts';
import { type AccountCommand, type AccountSystem, command, ok, outcomeOf, pick, system } from './account-command.ts';
import { endCommands } from './account-end-commands.ts';
import type { Words } from './account-facts.ts';
import { lifeCommands } from './account-life-commands.ts';
import type { AccountModel } from './account-model.ts';

const emails = constantFrom('ada@example.org', 'eve@example.org');
const passwords = constantFrom('correct horse battery', 'purple monkey dishwasher', 'nine lives of one cat');
const fullNames = constantFrom('Ada', 'Eve', 'Zoë');
const words: Arbitrary<Words> = record({ fullName: fullNames, password: passwords });
const recent = constantFrom(0, 0, 0, 0, 1, 1, 2, 3);
const day = 86_400;

const register = tuple(emails, words).map(([email, by]) => registering(email, by));

const resend = emails.map((email) =>
  command(`resend to ${email}`, async (model, { fixture }) => {
    const link = model.resend(email);
    await fixture.resendVerification.execute({ email }, request());
    await expectMail(fixture, email, link);
  }),
);

const follow = tuple(recent, option(passwords)).map(([index, password]) => following(index, password));

const logIn = tuple(emails, option(passwords, { freq: 2 })).map(([email, guess]) => loggingIn(email, guess));

const refresh = tuple(recent, constantFrom(0, 0, 0, 1, 1, 2)).map(([index, age]) =>
  command(`refresh session ${index} with a token ${age} generations old`, async (model, { fixture }) => {
    const session = pick(model.sessions, index);
    const refreshToken = session?.tokens.at(-1 - age);
    if (session === undefined || refreshToken === undefined) return;
    const expected = model.refresh(session, age);
    const attempt = fixture.refreshSession.execute({ refreshToken }, request());
    if (expected === 'refused') {
      expect(await outcomeOf(ok(attempt))).toBe('invalid_refresh_token');
      return;
    }
    const issued = await attempt;
    if (expected === 'repeated') expect(issued.refreshToken).toBe(session.tokens.at(-1));
    else session.tokens.push(issued.refreshToken);
    session.accessToken = issued.accessToken;
    session.accessTokenAt = model.now;
  }),
);

const use = recent.map((index) =>
  command(`use the access token of session ${index}`, async (model, { fixture }) => {
    const session = pick(model.sessions, index);
    if (session === undefined) return;
    const actor = await fixture.bearer(session.accessToken);
    expect(actor.kind).toBe(model.signedIn(session) ? 'user' : 'anonymous');
    if (actor.kind !== 'user') return;
    const { user } = await fixture.getUser.execute({ id: actor.id }, request(actor));
    expect(user.email).toBe(session.account.email);
  }),
);

const rename = tuple(recent, fullNames, option(constantFrom(0, 0, -1, 1))).map(([index, fullName, seen]) =>
  command(`rename the user of session ${index} to ${fullName}, If-Match ${seen}`, async (model, { fixture }) => {
    const session = pick(model.sessions, index);
    if (session === undefined) return;
    const expectedVersion = seen === null ? null : session.account.version + seen;
    const expected = model.rename(session, fullName, seen);
    const actor = await fixture.bearer(session.accessToken);
    const id = actor.kind === 'user' ? actor.id : '';
    const attempt = fixture.updateUser.execute({ id, expectedVersion, fullName }, request(actor));
    expect(await outcomeOf(ok(attempt))).toBe(expected);
    if (expected === 'ok') expect((await attempt).user.version).toBe(session.account.version);
  }),
);

const logOut = tuple(recent, constantFrom('refresh', 'access')).map(([index, by]) =>
  command(`log session ${index} out by its ${by} token`, async (model, { fixture }) => {
    const session = pick(model.sessions, index);
    if (session === undefined) return;
    const actor = by === 'access' ? await fixture.bearer(session.accessToken) : anonymous;
    const refreshToken = by === 'access' ? null : (session.tokens.at(-1) ?? null);
    const refused = by === 'access' && !model.signedIn(session);
    const attempt = fixture.logOut.execute({ refreshToken }, request(actor));
    expect(await outcomeOf(ok(attempt))).toBe(refused ? 'not_authenticated' : 'ok');
    if (!refused) session.over = true;
  }),
);

const wait = constantFrom(1, 1, 9, 11, 11, 60, 300, 900, 700, 3600, day - 1, 6 * day, 13 * day).map((seconds) =>
  command(`wait ${seconds} s`, async (model, { fixture }) => {
    model.now += seconds;
    fixture.clock.advance(seconds);
  }),
);

/** Weighted by repetition, so that accounts get as far as sessions, and sessions as far as old tokens. */
export const accountCommands: Arbitrary<AccountCommand>[] = [
  ...[register, resend, follow, follow, logIn, logIn, wait],
  ...[refresh, refresh, refresh, refresh, use, rename, logOut],
  ...lifeCommands,
  ...endCommands,
];

const registered = registering('ada@example.org', { fullName: 'Ada', password: 'correct horse battery' });

/** How histories begin: with nobody, with one account that waits for its owner, or with one that is logged in. */
export const beginnings: readonly (readonly AccountCommand[])[] = [
  [],
  [registered],
  [registered, following(0, null), loggingIn('ada@example.org', null)],
];

/** All that was promised to the outside agrees with the model at the end. */
export async function expectAgreement(model: AccountModel, { fixture, outbox }: AccountSystem): Promise<void> {
  const events = await outbox.read(10_000);
  const accounts = [...model.accounts.values(), ...model.erased];
  expect(new Set(events.map(({ subject }) => subject))).toEqual(new Set(accounts.map(({ id }) => id)));
  for (const { id, email, status, words: stored, version, events: count } of accounts) {
    const sequences = events.filter(({ subject }) => subject === id).map(({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    if (model.accounts.get(email)?.id !== id) continue;
    const { user } = await fixture.getUser.execute({ id }, system);
    expect(user).toMatchObject({ email, status, version, fullName: stored.fullName });
  }
  for (const { id } of model.erased) {
    expect(await outcomeOf(ok(fixture.getUser.execute({ id }, system)))).toBe('user_not_found');
  }
}

function registering(email: string, by: Words): AccountCommand {
  return command(`register ${email} as ${by.fullName}, "${by.password}"`, async (model, { fixture }) => {
    const link = model.register(email, by);
    await fixture.registerUser.execute({ email, locale: 'en', ...by }, request());
    await expectMail(fixture, email, link);
    const account = model.accounts.get(email);
    if (account?.id === '') account.id = (await fixture.deps.credentials.byEmail(account.email))?.user.id ?? '';
  });
}

function following(index: number, password: string | null): AccountCommand {
  return command(`follow link ${index} with ${password}`, async (model, { fixture }) => {
    const link = pick(model.links, index);
    if (link === undefined) return;
    const { token } = link;
    const preview = fixture.previewVerification.execute({ token }, request());
    expect(await outcomeOf(preview.then(({ state }) => state))).toBe(model.preview(link));
    const expected = model.follow(link, password);
    expect(await outcomeOf(ok(fixture.verifyEmail.execute({ token, password }, request())))).toBe(expected);
  });
}

/** @param guess null: the right password */
function loggingIn(email: string, guess: string | null): AccountCommand {
  return command(`log in as ${email} with ${guess ?? 'the right password'}`, async (model, { fixture }) => {
    const password = guess ?? model.accounts.get(email)?.words.password ?? 'there is none';
    const expected = model.logIn(email, password);
    const attempt = fixture.logIn.execute({ email, password }, request());
    expect(await outcomeOf(ok(attempt))).toBe(expected);
    if (expected !== 'ok') return;
    const { refreshToken, accessToken } = await attempt;
    model.opened(email, refreshToken, accessToken);
  });
}

async function expectMail(fixture: AccountFixture, email: string, link: { token: string } | null): Promise<void> {
  const before = fixture.links(email).length;
  await fixture.work();
  const links = fixture.links(email);
  expect(links.length - before).toBe(link === null ? 0 : 1);
  if (link !== null) link.token = links.at(-1) ?? '';
}
