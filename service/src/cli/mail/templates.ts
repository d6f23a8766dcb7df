import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtInTemplates } from '@users/mail';
import { StartError } from '../../run/start-error.ts';
import type { Command } from '../command.ts';

/** `users mail templates` */
export const mailTemplates: Command = {
  name: 'mail templates',
  summary: 'Write the built-in mail templates into a folder, to change them.',
  usage: [
    'mail templates <folder>',
    '',
    'Change what you like, delete the rest, and set MAIL_TEMPLATES to the folder. Its README.md says what templates can',
    'name. Files that are there already are left as they are.',
    '',
    'Example: users mail templates my-mails',
  ].join('\n'),
  argument: 'folder',
  options: {},
  async run({ argument: folder }) {
    const files = builtInTemplates();
    let written = 0;
    for (const { path, text } of files) written += (await writeNew(join(folder, path), text)) ? 1 : 0;
    const kept = files.length - written;
    const left = kept === 0 ? '' : `, left ${kept} that were there`;
    console.log(`Wrote ${written} files to ${folder}${left}. Set MAIL_TEMPLATES=${folder} to use them.`);
  },
};

/** @returns false when the file is there already */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`${path} cannot be written: ${reason}.`, { cause: error });
  }
}
