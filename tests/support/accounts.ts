import type { IssuedTokens } from '@users/application';
import { type Permission, parseEmailAddress, type UserActor } from '@users/domain';
import { type AccountFixture, request } from './use-case-fixture.ts';

export const password = 'correct horse battery staple';
export const otherPassword = 'purple monkey dishwasher lamp';

export interface Person {
  readonly email: string;
  readonly fullName: string;
  readonly locale: string;
  readonly password: string;
}

export const ada: Person = { email: 'ada@example.org', fullName: 'Ada Lovelace', locale: 'en', password };

/** Lets so much time pass that no pause between two links to one account is left. */
export function letPausesPass(on: AccountFixture): void {
  on.clock.advance(900);
}

/** Registers and lets the worker finish: the link is in the mail. For an address that had mail it does so after a while. */
export async function register(on: AccountFixture, person: Person, network = '203.0.113.0/24'): Promise<string> {
  if (on.mailsTo(parseEmailAddress(person.email)).length > 0) letPausesPass(on);
  await on.registerUser.execute(person, request(undefined, { network }));
  await on.work();
  const token = on.links(parseEmailAddress(person.email)).at(-1);
  if (token === undefined) throw new Error('no link was mailed');
  return token;
}

/** An account that can log in. */
export async function activeAccount(on: AccountFixture, person: Person = ada): Promise<{ id: string; token: string }> {
  const token = await register(on, person);
  const { userId } = await on.verifyEmail.execute({ token, password: null }, request());
  return { id: userId, token };
}

export function logIn(on: AccountFixture, person: Person = ada): Promise<IssuedTokens> {
  return on.logIn.execute({ email: person.email, password: person.password }, request());
}

/** An administrator, logged in. */
export async function administrator(on: AccountFixture): Promise<UserActor> {
  const root: Person = { email: 'root@example.org', fullName: 'Root', locale: 'en', password };
  await on.createAdmin.execute({ ...root, onlyIfNone: false }, request({ kind: 'system', name: 'test' }));
  return signedIn(on, root);
}

/** Logs in and authenticates. */
export async function signedIn(on: AccountFixture, person: Person = ada): Promise<UserActor> {
  const actor = await on.bearer((await logIn(on, person)).accessToken);
  if (actor.kind !== 'user') throw new Error('the tokens of a log-in are good for nothing');
  return actor;
}

export const missingId = '01890000-0000-7000-8000-000000000000';

/** Whoever may do anything, without an account. */
export const operator = request({ kind: 'system', name: 'test' });

/** Somebody who holds just this. */
export function holding(...held: readonly Permission[]): UserActor {
  return { kind: 'user', id: missingId, sessionId: missingId, roles: ['delegate'], permissions: new Set(held) };
}

/** Asks for a reset link and lets the worker send it; for an address that had one, after a while. */
export async function resetLink(on: AccountFixture, email: string = ada.email): Promise<string> {
  if (on.links(email, 'password_reset').length > 0) letPausesPass(on);
  await on.requestPasswordReset.execute({ email }, request());
  await on.work();
  const token = on.links(email, 'password_reset').at(-1);
  if (token === undefined) throw new Error('no reset link was mailed');
  return token;
}

/** Asks, as the user who is signed in, for a change of address; the link is in the mail to the new one. */
export async function emailChangeLink(
  on: AccountFixture,
  actor: UserActor,
  email: string,
  currentPassword: string = password,
): Promise<string> {
  const input = { id: actor.id, email, currentPassword };
  await on.requestEmailChange.execute(input, request(actor));
  await on.work();
  const token = on.links(email, 'confirm_email_change').at(-1);
  if (token === undefined) throw new Error('no link was mailed to the new address');
  return token;
}

let delegates = 0;

/** Somebody with an account and a role of just these permissions, logged in. */
export async function delegate(on: AccountFixture, permissions: readonly Permission[]): Promise<UserActor> {
  delegates += 1;
  const person = { ...ada, fullName: 'Delegate', email: `delegate-${delegates}@example.org` };
  const name = `delegate-${delegates}`;
  await on.createRole.execute({ name, description: 'For a test.', permissions }, operator);
  const { id } = await activeAccount(on, person);
  await on.setUserRoles.execute({ id, roles: [name, 'user'], expectedVersion: null }, operator);
  return signedIn(on, person);
}
