import { paragraph } from '../letter.ts';
import { button, letter, whenAndWhere } from './es-phrases.ts';
import type { LinkTexts } from './texts.ts';

export const spanishLinks: LinkTexts = {
  verifyEmail: ({ link, expiresAt, ...facts }) =>
    letter(facts, 'Confirma tu dirección de correo', [
      paragraph(`Alguien, esperamos que tú, se ha registrado en ${facts.service} con esta dirección. ¿Es tuya?`),
      button('Confirmar mi dirección', link),
      paragraph(`El enlace funciona hasta el ${expiresAt}.`),
      paragraph(`Se pidió el ${whenAndWhere(facts)}.`),
      paragraph(
        'Si no fuiste tú, no abras el enlace y borra este mensaje. Nadie puede usar la cuenta mientras no se abra.',
      ),
    ]),

  invitation: ({ link, expiresAt, ...facts }) =>
    letter(facts, `Te invitan a ${facts.service}`, [
      paragraph(
        `Una persona que administra ${facts.service} ha creado una cuenta para esta dirección. Elige una contraseña para empezar.`,
      ),
      button('Aceptar la invitación', link),
      paragraph(
        `El enlace funciona una sola vez, hasta el ${expiresAt}. Después, pide otra cuenta a quien administra el servicio.`,
      ),
      paragraph(`La invitación se envió el ${whenAndWhere(facts)}.`),
      paragraph('Si no la esperabas, borra este mensaje. Nadie puede usar la cuenta mientras no se abra el enlace.'),
    ]),

  passwordReset: ({ link, expiresAt, ...facts }) =>
    letter(facts, 'Elige una contraseña nueva', [
      paragraph(`Alguien, esperamos que tú, ha pedido una contraseña nueva para tu cuenta de ${facts.service}.`),
      button('Elegir una contraseña nueva', link),
      paragraph(
        `El enlace funciona una sola vez, hasta el ${expiresAt}. Con la contraseña nueva se cierran todas tus sesiones.`,
      ),
      paragraph(`Se pidió el ${whenAndWhere(facts)}.`),
      paragraph('Si no fuiste tú, borra este mensaje: tu contraseña sigue igual.'),
    ]),

  confirmEmailChange: ({ link, expiresAt, ...facts }) =>
    letter(facts, 'Confirma tu nueva dirección de correo', [
      paragraph(`Alguien, esperamos que tú, quiere que esta sea la dirección de su cuenta de ${facts.service}.`),
      button('Usar esta dirección', link),
      paragraph(`El enlace funciona una sola vez, hasta el ${expiresAt}. Después, inicia sesión con esta dirección.`),
      paragraph(`Se pidió el ${whenAndWhere(facts)}.`),
      paragraph('Si no fuiste tú, borra este mensaje: no cambia nada mientras no se abra el enlace.'),
    ]),
};
