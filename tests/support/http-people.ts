import { type PendingEmailChange, parseEmailAddress } from '@users/domain';
import { userState } from '../contracts/samples.ts';
import { activeAccount, administrator, logIn, otherPassword, type Person, password, register } from './accounts.ts';
import type { HttpFixture } from './http-fixture.ts';
import { createdClient, type ServiceClientFixture } from './service-clients.ts';

/** A signed-in person. */
export interface SignedIn extends Person {
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export const root: Person = { email: 'root@example.org', fullName: 'Root', locale: 'en', password };
export const ada: Person = { email: 'ada@example.org', fullName: 'Ada Lovelace', locale: 'en', password };
export const grace: Person = {
  email: 'grace@example.org',
  fullName: 'Grace Hopper',
  locale: 'es',
  password: otherPassword,
};
export const stranger: Person = { ...ada, email: 'stranger@example.org' };

export interface People {
  readonly admin: SignedIn;
  readonly ada: SignedIn;
  readonly grace: SignedIn;
  /** A sibling service: reads users, and asks about tokens. */
  readonly client: ServiceClientFixture;
}

/** An administrator and two users, each logged in, and a service client with a token. */
export async function people(on: HttpFixture): Promise<People> {
  await administrator(on);
  await activeAccount(on, ada);
  await activeAccount(on, grace);
  const client = await createdClient(on, ['users:read', 'sessions:read']);
  return { admin: await signIn(on, root), ada: await signIn(on, ada), grace: await signIn(on, grace), client };
}

/** A new session. */
export async function signIn(on: HttpFixture, person: Person): Promise<SignedIn> {
  const { userId: id, accessToken, refreshToken } = await logIn(on, person);
  return { ...person, id, accessToken, refreshToken };
}

let newcomers = 0;

/** An address that nobody has. */
export function freshEmail(): string {
  newcomers += 1;
  return `newcomer-${newcomers}@example.org`;
}

/**
 * One more user, logged in, for what nobody comes back from. Not by way of a registration: the tests that go over all
 * operations need hundreds.
 */
export async function newcomer(on: HttpFixture): Promise<SignedIn> {
  const person = { ...ada, email: freshEmail() };
  const { email, fullName } = person;
  const passwordHash = await on.deps.hasher.hash(person.password);
  const state = userState(on.clock.now(), { email: parseEmailAddress(email), fullName, passwordHash });
  on.memory.store.users.set(state.id, { ...state, sequence: 2 });
  return signIn(on, person);
}

/** A role of these permissions, made by an administrator. */
export async function customRole(on: HttpFixture, admin: SignedIn, permissions: readonly string[]): Promise<string> {
  newcomers += 1;
  const json = { name: `role-${newcomers}`, description: '', permissions };
  await on.send('POST', '/roles', { token: admin.accessToken, json });
  return json.name;
}

/** One more user who may do this, besides what every user may. */
export async function delegate(on: HttpFixture, admin: SignedIn, permissions: readonly string[]): Promise<SignedIn> {
  const person = await newcomer(on);
  const roles = ['user', await customRole(on, admin, permissions)];
  await on.send('PUT', `/users/${person.id}/roles`, { token: admin.accessToken, json: { roles } });
  return person;
}

/** Looks after other accounts: may read and write users, and nothing else. */
export function manager(on: HttpFixture, admin: SignedIn): Promise<SignedIn> {
  return delegate(on, admin, ['users:read', 'users:write']);
}

/** A change of address that waits for its link, asked for by the command line. */
export function emailChange(on: HttpFixture): PendingEmailChange {
  const now = on.clock.now();
  const email = parseEmailAddress(freshEmail());
  const requester = { kind: 'system', id: 'cli' } as const;
  return { digest: email, email, requester, requestedAt: now, expiresAt: new Date(now.getTime() + 86_400_000) };
}

/** A verification link for an address that nobody has yet, as the token in it. */
export function freshLink(on: HttpFixture, person: Person = stranger): Promise<string> {
  return register(on, person);
}

/** A link that asks its reader for a password: the address was registered twice, then a link was asked for. */
export async function contestedLink(on: HttpFixture, person: Person = stranger): Promise<string> {
  await register(on, person);
  await register(on, { ...person, password: otherPassword });
  await on.send('POST', '/auth/resend-verification', { json: { email: person.email } });
  await on.work();
  const token = on.links(person.email).at(-1);
  if (token === undefined) throw new Error('no link was mailed');
  return token;
}
