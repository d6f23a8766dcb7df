import { type Block, paragraph } from '../letter.ts';
import { button, letter, whenAndWhere } from './es-phrases.ts';
import type { NoticeTexts } from './texts.ts';

export const spanishNotices: NoticeTexts = {
  alreadyRegistered: ({ loginLink, ...facts }) =>
    letter(facts, 'Ya tienes una cuenta', [
      paragraph(
        `Alguien, quizá tú, intentó registrarse en ${facts.service} con esta dirección el ${whenAndWhere(facts)}.`,
      ),
      paragraph('La dirección ya tiene una cuenta, así que no ha cambiado nada.'),
      ...logIn('Si fuiste tú, inicia sesión con la contraseña que elegiste entonces.', loginLink),
      paragraph(
        'Si no fuiste tú, no tienes que hacer nada: tu cuenta sigue igual y a quien lo intentó no se le dijo que existe.',
      ),
    ]),

  passwordChanged: ({ loginLink, ...facts }) =>
    letter(facts, 'Tu contraseña ha cambiado', [
      paragraph(`La contraseña de tu cuenta de ${facts.service} se cambió el ${whenAndWhere(facts)}.`),
      ...logIn('Si fuiste tú, no tienes que hacer nada más: inicia sesión con la contraseña nueva.', loginLink),
      paragraph(
        'Si no fuiste tú, puede que otra persona esté en tu cuenta. Pide enseguida una contraseña nueva: cierra todas las sesiones.',
      ),
    ]),

  emailChanged: ({ link, expiresAt, newEmail, ...facts }) =>
    letter(facts, 'Tu dirección de correo ha cambiado', [
      paragraph(
        `Tu cuenta de ${facts.service} tiene ahora la dirección ${newEmail}. Se cambió el ${whenAndWhere(facts)}.`,
      ),
      paragraph('Si fuiste tú, no tienes que hacer nada más, y aquí no llegarán más mensajes.'),
      paragraph(
        'Si no fuiste tú, recupera la cuenta: vuelve esta dirección, se cierran todas las sesiones y la contraseña deja de servir. Después, pide una contraseña nueva.',
      ),
      button('Recuperar mi cuenta', link),
      paragraph(`El enlace funciona una sola vez, hasta el ${expiresAt}.`),
    ]),

  emailChangedNotice: (facts) =>
    letter(facts, 'Tu cuenta tiene otra dirección', [
      paragraph(
        `La cuenta de ${facts.service} que tenía esta dirección tiene otra desde el ${whenAndWhere(facts)}. Aquí no llegarán más mensajes sobre ella.`,
      ),
      paragraph('Si la cuenta es tuya y no esperabas este cambio, escribe a quienes llevan el servicio.'),
    ]),

  suspended: (facts) =>
    letter(facts, 'Tu cuenta está suspendida', [
      paragraph(`Una persona que administra ${facts.service} suspendió tu cuenta el ${whenAndWhere(facts)}.`),
      paragraph(
        'Se han cerrado todas tus sesiones y no puedes iniciar otra hasta que se levante la suspensión. No se ha borrado nada.',
      ),
      paragraph('Si crees que es un error, escribe a quienes llevan el servicio.'),
    ]),
};

function logIn(advice: string, link: string | null): Block[] {
  return link === null ? [paragraph(advice)] : [paragraph(advice), button('Iniciar sesión', link)];
}
