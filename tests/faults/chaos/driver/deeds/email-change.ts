import type { Account } from '../account.ts';
import type { Effect } from '../history.ts';
import type { Session } from '../session.ts';
import { resetPassword } from './passwords.ts';

/**
 * - `done`: acknowledged.
 * - `dead`: it does nothing any more, and nobody can have followed it.
 * - `spent`: it does nothing any more, and an answer to following it was missed before.
 * - `open`: the run is over, and what became of it is not known.
 */
type Followed = 'done' | 'dead' | 'spent' | 'open';

/** The address of an account whose owner has moved. */
export function newAddressOf(registered: string): string {
  return `moved-${registered}`;
}

/**
 * Asks for another address, follows the link that comes there, and sometimes the one that comes to the old address.
 *
 * @returns whether that was it: an unanswered request and a lost link may be followed by another one
 */
export async function changeEmail(account: Account, { accessToken: token }: Session): Promise<boolean> {
  const { client, random } = account.surroundings;
  const me = await client.read('/users/me', token);
  if (me?.status !== 200) {
    await account.unusable('read itself', me?.status ?? 0);
    return false;
  }
  const { email: old } = account;
  const email = newAddressOf(account.registered);
  const call = { path: `/users/${me.body.id}/email-change`, body: { email, current_password: account.passwords[0] } };
  const effect = { type: 'user.verification_token.created', purpose: 'email_change', email } as const;
  const asked = await account.write('ask for another address', { ...call, token }, effect);
  if (asked.status === 422) account.contradiction(`its address may not be changed: ${asked.code}`);
  if (asked.outcome === 'refused') await account.unusable('ask for another address', asked.status);
  if (asked.outcome !== 'acknowledged') return false;
  const link = await account.link('confirm-email-change', email);
  const changed = link !== null && (await confirm(account, link, { old, email }));
  if (changed && random.next() < 0.5) await takeBack(account, { old, email });
  return changed || account.shaken;
}

/** @returns whether it has the new address for sure */
async function confirm(account: Account, link: string, { old, email }: Record<'old' | 'email', string>) {
  const effect = { type: 'user.updated', reason: 'email_changed', email } as const;
  const followed = await follow(account, '/auth/confirm-email-change', link, effect);
  // Links are kept in Redis, which may have lost this one: then nothing has changed.
  if (followed === 'dead') return false;
  if (followed !== 'done') {
    account.emails = [email, old];
    account.shake();
    return false;
  }
  account.emails = [email];
  account.formerEmail = old;
  account.dead('email_change_link', link, 'followed');
  account.endSession('address changed');
  return true;
}

/** The old mailbox is still read: its owner returns, and nothing that was good since then is. */
async function takeBack(account: Account, { old, email }: Record<'old' | 'email', string>): Promise<void> {
  const link = await account.link('revert-email-change', old);
  if (link === null) return;
  const effect = { type: 'user.updated', reason: 'email_reverted', email: old } as const;
  const followed = await follow(account, '/auth/revert-email-change', link, effect);
  if (followed === 'dead') return account.contradiction('the way back to its old address is closed');
  if (followed === 'open') {
    account.emails = [email, old];
    return account.shake();
  }
  // This link is a row in PostgreSQL: what is spent was followed.
  account.emails = [old];
  account.formerEmail = email;
  account.passwords = [];
  account.dead('reversal_link', link, 'followed');
  await resetPassword(account);
}

/** Follows a link until there is an answer. */
async function follow(account: Account, path: string, token: string, effect: Effect): Promise<Followed> {
  let missed = false;
  while (account.surroundings.going()) {
    const { outcome, status, code } = await account.write(
      path.slice('/auth/'.length),
      { path, body: { token } },
      effect,
    );
    if (outcome === 'acknowledged') return 'done';
    if (status === 410) return missed ? 'spent' : 'dead';
    if (code === 'email_taken') account.contradiction(`${path}: its address is taken`);
    missed ||= outcome === 'unknown';
    await account.pause();
  }
  return 'open';
}
