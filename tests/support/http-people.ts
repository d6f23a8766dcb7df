import { administrator, logIn, otherPassword, type Person, password } from './accounts.ts';
import { activeAccount, register } from './accounts.ts';
import type { HttpFixture } from './http-fixture.ts';

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
}

/** An administrator and two users, each logged in. */
export async function people(on: HttpFixture): Promise<People> {
  await administrator(on);
  await activeAccount(on, ada);
  await activeAccount(on, grace);
  return { admin: await signIn(on, root), ada: await signIn(on, ada), grace: await signIn(on, grace) };
}

/** A new session. */
export async function signIn(on: HttpFixture, person: Person): Promise<SignedIn> {
  const { userId: id, accessToken, refreshToken } = await logIn(on, person);
  return { ...person, id, accessToken, refreshToken };
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
