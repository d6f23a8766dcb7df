import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines, run } from '../../../support/services/command.ts';
import { temporaryFolder } from '../../../support/services/temporary-folder.ts';

/** The sources of some commit, installed in a folder of their own. */
export type Release = {
  /** Its main module. */
  readonly program: string;
  remove(): Promise<void>;
};

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const timeoutMs = 300_000;

/** @throws Error that tells what git or pnpm said */
export async function checkOut(ref: string): Promise<Release> {
  const folder = await temporaryFolder('release');
  const step = async (command: string, args: readonly string[], cwd: string): Promise<void> => {
    const { code, output } = await run(command, args, { cwd, timeoutMs, env: { CI: 'true' } });
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${lastLines(output)}`);
  };
  try {
    const archive = join(folder.path, 'sources.tar');
    await step('git', ['archive', '--output', archive, ref], root);
    await step('tar', ['-xf', archive], folder.path);
    await step('npx', ['-y', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline'], folder.path);
  } catch (error) {
    await folder.remove();
    throw error;
  }
  return { program: join(folder.path, 'service/src/main.ts'), remove: () => folder.remove() };
}
