import { paragraph } from '../letter.ts';
import { button, letter, whenAndWhere } from './en-phrases.ts';
import type { LinkTexts } from './texts.ts';

export const englishLinks: LinkTexts = {
  verifyEmail: ({ link, expiresAt, ...facts }) =>
    letter(facts, 'Confirm your e-mail address', [
      paragraph(`Someone, we hope you, used this address to register with ${facts.service}. Is it yours?`),
      button('Confirm my address', link),
      paragraph(`The link works until ${expiresAt}.`),
      paragraph(`It was asked for on ${whenAndWhere(facts)}.`),
      paragraph(
        'If that was not you, leave the link alone and delete this mail. Nobody can use the account until the link is followed.',
      ),
    ]),

  invitation: ({ link, expiresAt, ...facts }) =>
    letter(facts, `You are invited to ${facts.service}`, [
      paragraph(
        `An administrator of ${facts.service} has made an account for this address. Choose a password to begin.`,
      ),
      button('Accept the invitation', link),
      paragraph(`The link works once, until ${expiresAt}. After that, ask the administrator for another account.`),
      paragraph(`The invitation was sent on ${whenAndWhere(facts)}.`),
      paragraph('If you did not expect it, delete this mail. Nobody can use the account until the link is followed.'),
    ]),

  passwordReset: ({ link, expiresAt, ...facts }) =>
    letter(facts, 'Choose a new password', [
      paragraph(`Someone, we hope you, asked for a new password for your account with ${facts.service}.`),
      button('Choose a new password', link),
      paragraph(`The link works once, until ${expiresAt}. With the new password you are logged out everywhere.`),
      paragraph(`It was asked for on ${whenAndWhere(facts)}.`),
      paragraph('If that was not you, delete this mail: your password stays as it is.'),
    ]),

  confirmEmailChange: ({ link, expiresAt, ...facts }) =>
    letter(facts, 'Confirm your new e-mail address', [
      paragraph(`Someone, we hope you, wants this to be the address of their account with ${facts.service}.`),
      button('Use this address', link),
      paragraph(`The link works once, until ${expiresAt}. Afterwards, log in with this address.`),
      paragraph(`It was asked for on ${whenAndWhere(facts)}.`),
      paragraph('If that was not you, delete this mail: nothing changes until the link is followed.'),
    ]),
};
