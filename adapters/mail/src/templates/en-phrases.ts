import type { Block, Letter } from '../letter.ts';
import { type Facts, timesIn } from './texts.ts';

export const language = 'en';
export const time = timesIn('en-GB');

/** A letter in English to whoever the facts name. */
export function letter(facts: Facts, subject: string, blocks: readonly Block[]): Letter {
  const greeting = facts.name === null ? 'Hello,' : `Hello ${facts.name},`;
  return { language, subject, greeting, blocks };
}

export function button(label: string, link: string): Block {
  return { kind: 'button', label, link, hint: 'If there is no button, open this address:' };
}

export function whenAndWhere({ requestedAt, network }: Facts): string {
  return network === null ? requestedAt : `${requestedAt} from the network ${network}`;
}
