import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInLanguages, sampleMails, writeMail } from '@users/mail';
import { openStationery } from '../../resources/stationery.ts';
import { StartError } from '../../run/start-error.ts';
import type { Command } from '../command.ts';

/** `users mail preview` */
export const mailPreview: Command = {
  name: 'mail preview',
  summary: 'Check MAIL_TEMPLATES, and write a sample of every mail into a folder.',
  usage: [
    'mail preview <folder>',
    '',
    'One mail of each template and language, as text and as HTML for a browser, in the brand that is configured.',
    'Ends with exit code 1, and a line for each, when a template is wrong. Nothing is sent.',
    '',
    'Example: MAIL_TEMPLATES=my-mails users mail preview previews',
  ].join('\n'),
  argument: 'folder',
  options: {},
  async run({ config, argument: folder }) {
    const stationery = openStationery(config());
    const languages = new Set([...builtInLanguages, ...(stationery.templates?.languages ?? [])]);
    let count = 0;
    for (const language of languages) {
      for (const mail of sampleMails(language, new Date())) {
        const { subject, text, html } = writeMail(mail, stationery);
        await write(join(folder, language), `${mail.template}.txt`, `${subject}\n\n${text}`);
        await write(join(folder, language), `${mail.template}.html`, html);
        count += 1;
      }
    }
    console.log(`Wrote ${count} mails in ${[...languages].join(', ')} to ${folder}.`);
  },
};

async function write(folder: string, name: string, text: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`${join(folder, name)} cannot be written: ${reason}.`, { cause: error });
  }
}
