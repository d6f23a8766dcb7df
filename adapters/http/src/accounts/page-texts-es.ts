import type { PageTexts } from './page-texts.ts';

const from = (network: string | null) => (network === null ? '' : ` desde la red ${network}`);
const askedFor = (when: string, network: string | null) =>
  `Se solicitó el ${when}${from(network)}. Si no fuiste tú, cierra esta página: no pasa nada.`;

export const es: PageTexts = {
  links: {
    verify_email: {
      title: 'Confirma tu dirección de correo',
      help: 'Pulsa el botón para terminar de crear tu cuenta.',
      origin: askedFor,
      button: 'Confirmar',
      done: 'Tu dirección de correo está confirmada',
      doneHelp: 'Ya puedes iniciar sesión y cerrar esta página.',
    },
    reset_password: {
      title: 'Elige una contraseña nueva',
      help: 'Con ella se cierran todas tus sesiones y puedes volver a iniciar sesión.',
      origin: askedFor,
      button: 'Guardar la contraseña',
      done: 'Tu contraseña ha cambiado',
      doneHelp: 'Ya puedes iniciar sesión con ella y cerrar esta página.',
    },
    accept_invitation: {
      title: 'Acepta la invitación',
      help: 'Elige una contraseña para terminar de crear tu cuenta.',
      origin: (when) => `Te invitaron el ${when}. Si no lo esperabas, cierra esta página: no pasa nada.`,
      button: 'Aceptar',
      done: 'Te damos la bienvenida',
      doneHelp: 'Tu cuenta está lista. Ya puedes iniciar sesión y cerrar esta página.',
    },
    confirm_email_change: {
      title: 'Confirma tu nueva dirección de correo',
      help: 'Pulsa el botón para usar esta dirección a partir de ahora. Se cierran todas tus sesiones.',
      origin: askedFor,
      button: 'Confirmar',
      done: 'Tu dirección de correo ha cambiado',
      doneHelp: 'Ya puedes iniciar sesión con ella y cerrar esta página.',
    },
    revert_email_change: {
      title: 'Recupera tu cuenta',
      help: 'Pulsa el botón para volver a esta dirección. Se cierran todas las sesiones y la contraseña deja de valer: después pides una nueva.',
      origin: (when) => `La dirección se cambió el ${when}. Si lo hiciste tú, cierra esta página: no pasa nada.`,
      button: 'Recuperar',
      done: 'Has recuperado tu cuenta',
      doneHelp: 'Pide ahora un correo para poner una contraseña nueva. Puedes cerrar esta página.',
    },
  },
  choosePassword:
    'Esta dirección se registró más de una vez, o la cuenta la creó o la cambió otra persona, y no sabemos qué contraseña conservar. Elige una para terminar.',
  password: 'Contraseña',
  passwordHelp: (minLength) => `Al menos ${minLength} caracteres. Sirve bien una frase que solo tú escribirías.`,
  tooWeak: 'Esa contraseña es demasiado corta o demasiado fácil de adivinar.',
  verifiedBefore: 'Esta dirección ya estaba confirmada',
  verifiedBeforeHelp: 'Puedes iniciar sesión.',
  addressTaken: 'Esta dirección está en uso',
  addressTakenHelp: 'Otra cuenta la tiene ahora. La tuya conserva la dirección que tiene.',
  expired: 'Este enlace ya no es válido',
  expiredHelp: 'Puede haber caducado, o la dirección en tu navegador no está completa. Pide un enlace nuevo.',
  notAuthorized: 'Este enlace ya no es válido',
  notAuthorizedHelp:
    'Quien lo pidió ya no puede hacerlo. Escribe a una persona que administre el servicio: puede enviarte otro.',
  later: 'Ahora mismo no',
  laterHelp: 'No podemos hacerlo en este momento. No se ha perdido nada: prueba el enlace de nuevo en un minuto.',
  wrong: 'No ha funcionado',
  wrongHelp: 'Abre de nuevo el enlace de tu correo.',
};
