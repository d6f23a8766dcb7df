import { type Block, paragraph } from '../letter.ts';
import { button, letter, whenAndWhere } from './en-phrases.ts';
import type { NoticeTexts } from './texts.ts';

export const englishNotices: NoticeTexts = {
  alreadyRegistered: ({ loginLink, ...facts }) =>
    letter(facts, 'You already have an account', [
      paragraph(
        `Someone, perhaps you, tried to register with ${facts.service} by this address on ${whenAndWhere(facts)}.`,
      ),
      paragraph('The address already has an account, so nothing was changed.'),
      ...logIn('If it was you, log in with the password that you chose back then.', loginLink),
      paragraph(
        'If it was not you, there is nothing to do: your account is as it was, and whoever tried was not told that it exists.',
      ),
    ]),

  passwordChanged: ({ loginLink, ...facts }) =>
    letter(facts, 'Your password was changed', [
      paragraph(`The password of your account with ${facts.service} was changed on ${whenAndWhere(facts)}.`),
      ...logIn('If it was you, there is nothing more to do: log in with the new password.', loginLink),
      paragraph(
        'If it was not you, somebody else may be in your account. Ask for a new password at once; it logs everyone out.',
      ),
    ]),

  emailChanged: ({ link, expiresAt, newEmail, ...facts }) =>
    letter(facts, 'Your e-mail address was changed', [
      paragraph(
        `Your account with ${facts.service} now has the address ${newEmail}. It was changed on ${whenAndWhere(facts)}.`,
      ),
      paragraph('If it was you, there is nothing more to do, and no more mail comes here.'),
      paragraph(
        'If it was not you, take the account back: this address returns, everyone is logged out, and the password no longer works. Ask for a new password afterwards.',
      ),
      button('Take my account back', link),
      paragraph(`The link works once, until ${expiresAt}.`),
    ]),

  emailChangedNotice: (facts) =>
    letter(facts, 'Your account has another address', [
      paragraph(
        `The account with ${facts.service} that had this address has another one since ${whenAndWhere(facts)}. No more mail about it comes here.`,
      ),
      paragraph('If the account is yours and you did not expect this, write to the people who run the service.'),
    ]),

  suspended: (facts) =>
    letter(facts, 'Your account is suspended', [
      paragraph(`An administrator of ${facts.service} suspended your account on ${whenAndWhere(facts)}.`),
      paragraph('You are logged out everywhere and cannot log in until an administrator lifts it. Nothing is deleted.'),
      paragraph('If you think this is a mistake, write to the people who run the service.'),
    ]),
};

function logIn(advice: string, link: string | null): Block[] {
  return link === null ? [paragraph(advice)] : [paragraph(advice), button('Log in', link)];
}
