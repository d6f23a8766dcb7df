import type { Mail } from '@users/application';
import type { HttpFixture } from './http-fixture.ts';
import { freshEmail, type SignedIn } from './http-people.ts';

/** The token of the last mail of this kind, once the worker has sent it. */
export async function mailedToken(on: HttpFixture, email: string, template: Mail['template']): Promise<string> {
  await on.work();
  const token = on.links(email, template).at(-1);
  if (token === undefined) throw new Error(`no ${template} mail for ${email}`);
  return token;
}

export async function resetLink(on: HttpFixture, email: string): Promise<string> {
  await on.send('POST', '/auth/request-password-reset', { json: { email } });
  return mailedToken(on, email, 'password_reset');
}

/** An invitation, and who is invited. */
export async function invitation(
  on: HttpFixture,
  admin: SignedIn,
  email = freshEmail(),
): Promise<{ id: string; token: string; email: string }> {
  const json = { email, full_name: 'Invited' };
  const { json: user } = await on.send('POST', '/users', { token: admin.accessToken, json });
  return { id: user.id, email, token: await mailedToken(on, email, 'invitation') };
}

/** The link to a new address that a user asked for. */
export async function emailChangeLink(on: HttpFixture, of: SignedIn, email = freshEmail()): Promise<string> {
  const json = { email, current_password: of.password };
  await on.send('POST', `/users/${of.id}/email-change`, { token: of.accessToken, json });
  return mailedToken(on, email, 'confirm_email_change');
}

/** The link in the mail to the old address, after a change. */
export async function reversalLink(on: HttpFixture, of: SignedIn, email = freshEmail()): Promise<string> {
  await on.send('POST', '/auth/confirm-email-change', { json: { token: await emailChangeLink(on, of, email) } });
  return mailedToken(on, of.email, 'email_changed');
}
