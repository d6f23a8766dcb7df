import { inkOn } from '@users/http';
import { InvalidMailTemplates, readTemplates, type Stationery } from '@users/mail';
import type { Config } from '../config/config.ts';
import { StartError } from '../run/start-error.ts';

/**
 * How mails look: the brand, and the operator's templates where MAIL_TEMPLATES names a folder.
 *
 * @throws StartError naming each template that cannot be used
 */
export function openStationery({ brand, mail }: Config): Stationery {
  const look = { service: brand.name, color: brand.color, ink: inkOn(brand.color) };
  if (mail.templates === null) return { ...look, templates: null };
  try {
    return { ...look, templates: readTemplates(mail.templates) };
  } catch (error) {
    if (!(error instanceof InvalidMailTemplates)) throw error;
    const lines = error.message.split('\n').map((line) => `MAIL_TEMPLATES: ${line}.`);
    throw new StartError(lines.join('\n'), { cause: error });
  }
}
