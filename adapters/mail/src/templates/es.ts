import { type Block, paragraph } from '../letter.ts';
import { type Facts, type Texts, timesIn } from './texts.ts';

const language = 'es';
const time = timesIn(language);
const hint = 'Si no ves ningún botón, abre esta dirección:';

export const spanish: Texts = {
  language,

  verifyEmail: ({ link, expiresAt, ...facts }) => ({
    language,
    subject: 'Confirma tu dirección de correo',
    greeting: greeting(facts),
    blocks: [
      paragraph(`Alguien, esperamos que tú, se ha registrado en ${facts.service} con esta dirección. ¿Es tuya?`),
      { kind: 'button', label: 'Confirmar mi dirección', link, hint },
      paragraph(`El enlace funciona hasta el ${time(expiresAt)}.`),
      paragraph(`Se pidió el ${whenAndWhere(facts)}.`),
      paragraph(
        'Si no fuiste tú, no abras el enlace y borra este mensaje. Nadie puede usar la cuenta mientras no se abra.',
      ),
    ],
  }),

  alreadyRegistered: ({ loginLink, ...facts }) => ({
    language,
    subject: 'Ya tienes una cuenta',
    greeting: greeting(facts),
    blocks: [
      paragraph(
        `Alguien, quizá tú, intentó registrarse en ${facts.service} con esta dirección el ${whenAndWhere(facts)}.`,
      ),
      paragraph('La dirección ya tiene una cuenta, así que no ha cambiado nada.'),
      ...logIn(loginLink),
      paragraph(
        'Si no fuiste tú, no tienes que hacer nada: tu cuenta sigue igual y a quien lo intentó no se le dijo que existe.',
      ),
    ],
  }),
};

function greeting({ name }: Facts): string {
  return name === null ? 'Hola:' : `Hola, ${name}:`;
}

function whenAndWhere({ requestedAt, network }: Facts): string {
  return network === null ? time(requestedAt) : `${time(requestedAt)} desde la red ${network}`;
}

function logIn(link: string | null): Block[] {
  const advice = paragraph('Si fuiste tú, inicia sesión con la contraseña que elegiste entonces.');
  return link === null ? [advice] : [advice, { kind: 'button', label: 'Iniciar sesión', link, hint }];
}
