import { activeAccount, ada, emailChangeLink, signedIn } from './accounts.ts';
import { request, type UseCaseFixture, useCaseFixture } from './use-case-fixture.ts';

export const lovelace = 'lovelace@example.org';
export const thief = 'thief@example.org';

/** Somebody active and signed in. */
export async function account() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  return { fixture, id, self: await signedIn(fixture) };
}

export const confirm = ({ confirmEmailChange }: UseCaseFixture, token: string) =>
  confirmEmailChange.execute({ token }, request());
export const revert = ({ revertEmailChange }: UseCaseFixture, token: string) =>
  revertEmailChange.execute({ token }, request());

/** Changes the address of whoever can log in by `from`. @returns the link in the mail to the old one */
export async function changeEmail(fixture: UseCaseFixture, from: string, to: string): Promise<string> {
  fixture.clock.advance(60);
  const self = await signedIn(fixture, { ...ada, email: from });
  await confirm(fixture, await emailChangeLink(fixture, self, to));
  await fixture.work();
  return fixture.links(from, 'email_changed').at(-1) ?? '';
}
