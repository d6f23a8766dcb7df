/** What the verification pages say. English and Spanish; more are one object each. */
export interface PageTexts {
  readonly confirm: string;
  readonly confirmHelp: string;
  readonly askedFor: (when: string, network: string | null) => string;
  readonly notYou: string;
  readonly button: string;
  readonly choosePassword: string;
  readonly password: string;
  readonly passwordHelp: (minLength: number) => string;
  readonly tooWeak: string;
  readonly done: string;
  readonly doneHelp: string;
  readonly verifiedBefore: string;
  readonly verifiedBeforeHelp: string;
  readonly expired: string;
  readonly expiredHelp: string;
  readonly later: string;
  readonly laterHelp: string;
  readonly wrong: string;
  readonly wrongHelp: string;
}

const en: PageTexts = {
  confirm: 'Confirm your e-mail address',
  confirmHelp: 'Press the button to finish making your account.',
  askedFor: (when, network) =>
    `This was asked for on ${when}${network === null ? '' : ` from the network ${network}`}.`,
  notYou: 'If that was not you, close this page: nothing happens.',
  button: 'Confirm',
  choosePassword:
    'This address was registered more than once, so we do not know whose password to keep. Choose one to finish.',
  password: 'Password',
  passwordHelp: (minLength) => `At least ${minLength} characters. A sentence that only you would write is good.`,
  tooWeak: 'That password is too short or too easy to guess.',
  done: 'Your e-mail address is confirmed',
  doneHelp: 'You can log in now, and close this page.',
  verifiedBefore: 'This address was confirmed before',
  verifiedBeforeHelp: 'You can log in.',
  expired: 'This link is not valid any more',
  expiredHelp: 'It may have expired, or the address in your browser is not complete. Ask for a new link.',
  later: 'Not right now',
  laterHelp: 'We cannot do this at the moment. Nothing was lost: try the link again in a minute.',
  wrong: 'That did not work',
  wrongHelp: 'Open the link in your mail again.',
};

const es: PageTexts = {
  confirm: 'Confirma tu dirección de correo',
  confirmHelp: 'Pulsa el botón para terminar de crear tu cuenta.',
  askedFor: (when, network) => `Se solicitó el ${when}${network === null ? '' : ` desde la red ${network}`}.`,
  notYou: 'Si no fuiste tú, cierra esta página: no pasa nada.',
  button: 'Confirmar',
  choosePassword:
    'Esta dirección se registró más de una vez y no sabemos qué contraseña conservar. Elige una para terminar.',
  password: 'Contraseña',
  passwordHelp: (minLength) => `Al menos ${minLength} caracteres. Sirve bien una frase que solo tú escribirías.`,
  tooWeak: 'Esa contraseña es demasiado corta o demasiado fácil de adivinar.',
  done: 'Tu dirección de correo está confirmada',
  doneHelp: 'Ya puedes iniciar sesión y cerrar esta página.',
  verifiedBefore: 'Esta dirección ya estaba confirmada',
  verifiedBeforeHelp: 'Puedes iniciar sesión.',
  expired: 'Este enlace ya no es válido',
  expiredHelp: 'Puede haber caducado, o la dirección en tu navegador no está completa. Pide un enlace nuevo.',
  later: 'Ahora mismo no',
  laterHelp: 'No podemos hacerlo en este momento. No se ha perdido nada: prueba el enlace de nuevo en un minuto.',
  wrong: 'No ha funcionado',
  wrongHelp: 'Abre de nuevo el enlace de tu correo.',
};

export const pageLanguages = ['en', 'es'] as const;
export type PageLanguage = (typeof pageLanguages)[number];
export const pageTexts: Readonly<Record<PageLanguage, PageTexts>> = { en, es };
