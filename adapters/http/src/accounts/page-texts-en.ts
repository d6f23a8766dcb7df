import type { PageTexts } from './page-texts.ts';

const from = (network: string | null) => (network === null ? '' : ` from the network ${network}`);
const askedFor = (when: string, network: string | null) =>
  `This was asked for on ${when}${from(network)}. If that was not you, close this page: nothing happens.`;

export const en: PageTexts = {
  links: {
    verify_email: {
      title: 'Confirm your e-mail address',
      help: 'Press the button to finish making your account.',
      origin: askedFor,
      button: 'Confirm',
      done: 'Your e-mail address is confirmed',
      doneHelp: 'You can log in now, and close this page.',
    },
    reset_password: {
      title: 'Choose a new password',
      help: 'With it you are signed out everywhere and can log in again.',
      origin: askedFor,
      button: 'Set the password',
      done: 'Your password is changed',
      doneHelp: 'You can log in with it now, and close this page.',
    },
    accept_invitation: {
      title: 'Accept the invitation',
      help: 'Choose a password to finish making your account.',
      origin: (when) => `You were invited on ${when}. If you do not expect this, close this page: nothing happens.`,
      button: 'Accept',
      done: 'Welcome',
      doneHelp: 'Your account is ready. You can log in now, and close this page.',
    },
    confirm_email_change: {
      title: 'Confirm your new e-mail address',
      help: 'Press the button to use this address from now on. You are signed out everywhere.',
      origin: askedFor,
      button: 'Confirm',
      done: 'Your e-mail address is changed',
      doneHelp: 'You can log in with it now, and close this page.',
    },
    revert_email_change: {
      title: 'Take your account back',
      help: 'Press the button to return to this address. Everybody is signed out, and the password ends: you ask for a new one afterwards.',
      origin: (when) =>
        `The address was changed on ${when}. If you did that yourself, close this page: nothing happens.`,
      button: 'Take it back',
      done: 'Your account is back',
      doneHelp: 'Ask for a mail that sets a new password now. You can close this page.',
    },
  },
  choosePassword:
    'This address was registered more than once, or somebody else made or changed the account, so we do not know whose password to keep. Choose one to finish.',
  password: 'Password',
  passwordHelp: (minLength) => `At least ${minLength} characters. A sentence that only you would write is good.`,
  tooWeak: 'That password is too short or too easy to guess.',
  verifiedBefore: 'This address was confirmed before',
  verifiedBeforeHelp: 'You can log in.',
  addressTaken: 'This address is in use',
  addressTakenHelp: 'Another account has it by now. Yours keeps the address that it has.',
  expired: 'This link is not valid any more',
  expiredHelp: 'It may have expired, or the address in your browser is not complete. Ask for a new link.',
  notAuthorized: 'This link is not valid any more',
  notAuthorizedHelp:
    'Whoever asked for it may no longer do so. Write to an administrator of the service, who can send a new one.',
  later: 'Not right now',
  laterHelp: 'We cannot do this at the moment. Nothing was lost: try the link again in a minute.',
  wrong: 'That did not work',
  wrongHelp: 'Open the link in your mail again.',
};
