import { type Block, paragraph } from '../letter.ts';
import { type Facts, type Texts, timesIn } from './texts.ts';

const language = 'en';
const time = timesIn('en-GB');
const hint = 'If there is no button, open this address:';

export const english: Texts = {
  language,

  verifyEmail: ({ link, expiresAt, ...facts }) => ({
    language,
    subject: 'Confirm your e-mail address',
    greeting: greeting(facts),
    blocks: [
      paragraph(`Someone, we hope you, used this address to register with ${facts.service}. Is it yours?`),
      { kind: 'button', label: 'Confirm my address', link, hint },
      paragraph(`The link works until ${time(expiresAt)}.`),
      paragraph(`It was asked for on ${whenAndWhere(facts)}.`),
      paragraph(
        'If that was not you, leave the link alone and delete this mail. Nobody can use the account until the link is followed.',
      ),
    ],
  }),

  alreadyRegistered: ({ loginLink, ...facts }) => ({
    language,
    subject: 'You already have an account',
    greeting: greeting(facts),
    blocks: [
      paragraph(
        `Someone, perhaps you, tried to register with ${facts.service} by this address on ${whenAndWhere(facts)}.`,
      ),
      paragraph('The address already has an account, so nothing was changed.'),
      ...logIn(loginLink),
      paragraph(
        'If it was not you, there is nothing to do: your account is as it was, and whoever tried was not told that it exists.',
      ),
    ],
  }),
};

function greeting({ name }: Facts): string {
  return name === null ? 'Hello,' : `Hello ${name},`;
}

function whenAndWhere({ requestedAt, network }: Facts): string {
  return network === null ? time(requestedAt) : `${time(requestedAt)} from the network ${network}`;
}

function logIn(link: string | null): Block[] {
  const advice = paragraph('If it was you, log in with the password that you chose back then.');
  return link === null ? [advice] : [advice, { kind: 'button', label: 'Log in', link, hint }];
}
