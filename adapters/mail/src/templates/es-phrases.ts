import type { Block, Letter } from '../letter.ts';
import { type Facts, timesIn } from './texts.ts';

export const language = 'es';
export const time = timesIn(language);

/** A letter in Spanish to whoever the facts name. */
export function letter(facts: Facts, subject: string, blocks: readonly Block[]): Letter {
  const greeting = facts.name === null ? 'Hola:' : `Hola, ${facts.name}:`;
  return { language, subject, greeting, blocks };
}

export function button(label: string, link: string): Block {
  return { kind: 'button', label, link, hint: 'Si no ves ningún botón, abre esta dirección:' };
}

export function whenAndWhere({ requestedAt, network }: Facts): string {
  return network === null ? requestedAt : `${requestedAt} desde la red ${network}`;
}
