import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copySources } from './checkout.ts';
import { dockerStages } from './dockerfile.ts';
import { lastLines, run } from './services/command.ts';
import { temporaryFolder } from './services/temporary-folder.ts';

/** What the Dockerfile would put into the image, made without Docker. */
export type ImageTree = {
  /** In the image: /app. */
  readonly app: string;
  /** A Node that other users may run, as the base image has one. */
  readonly node: string;
  /** A user who owns nothing in it; undefined where this process may not become another. */
  readonly uid: number | undefined;
  /** Files and folders in it that were written after it was made, a line for each. */
  written(): Promise<string>;
  /** What it takes on a disk, in megabytes (10⁶ bytes). */
  megabytes(): Promise<number>;
  remove(): Promise<void>;
};

const nobody = 65_534;

/** Performs COPY and RUN of the Dockerfile's first stage in a folder of its own. @throws Error with what a RUN printed */
export async function buildImageTree(): Promise<ImageTree> {
  const folder = await temporaryFolder('image');
  const app = join(folder.path, 'app');
  await mkdir(app);
  const [install = []] = await dockerStages();
  for (const { name, text } of install) {
    // The context has nothing but what .dockerignore names, and of that git tracks all that matters.
    if (name === 'COPY') await copySources(text.split(' ').slice(0, -1), app);
    if (name === 'RUN') await shell(text.replace(/^(--mount=\S+ )+/, ''), app);
  }
  // The last to be made, and so the mark of when all was.
  const node = join(folder.path, 'node');
  await copyFile(process.execPath, node);
  await chmod(node, 0o755);
  return {
    app,
    node,
    uid: process.getuid?.() === 0 ? nobody : undefined,
    written: async () => (await run('find', [app, '-newer', node])).output,
    async megabytes() {
      const { output } = await run('du', ['-sk', app]);
      return Math.round((Number.parseInt(output, 10) * 1024) / 1e6);
    },
    remove: () => rm(folder.path, { recursive: true, force: true }),
  };
}

async function shell(command: string, cwd: string): Promise<void> {
  // Without the folders that this run's own pnpm put in front: the image's PATH has none of them.
  const PATH = (process.env.PATH ?? '').split(':').filter((entry) => !entry.includes('node_modules'));
  const { code, output } = await run('sh', ['-c', command], { cwd, env: { CI: 'true', PATH: PATH.join(':') } });
  if (code !== 0) throw new Error(`RUN ${command} failed:\n${lastLines(output)}`);
}
