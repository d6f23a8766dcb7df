import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

// In a process of its own: what has been lowered stays lowered.
const program = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { getPriority } from 'node:os';
  import { Argon2Hasher, lowerHashingPriority } from '@users/crypto';
  const hasher = new Argon2Hasher({ memoryKib: 64, timeCost: 1, parallelism: 1 }, { width: 1, queueLimit: 0 });
  await hasher.warmUp();
  const lowered = lowerHashingPriority();
  const threads = process.platform !== 'linux' ? [] : readdirSync('/proc/self/task').map((id) => ({
    hashes: readFileSync('/proc/self/task/' + id + '/comm', 'utf8').trim() === 'libuv-worker',
    nice: getPriority(Number(id)),
  }));
  console.log(JSON.stringify({ lowered, threads, answer: await hasher.verify(null, 'x') }));
`;

interface Outcome {
  readonly lowered: number;
  readonly threads: readonly { readonly hashes: boolean; readonly nice: number }[];
  readonly answer: boolean;
}

test('hashing yields to everything else: its threads on Linux, and no other; elsewhere nothing happens', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    env: { ...process.env, UV_THREADPOOL_SIZE: '3' },
  });
  const { lowered, threads, answer }: Outcome = JSON.parse(stdout);
  expect(answer).toBe(false);
  expect(lowered).toBe(process.platform === 'linux' ? 3 : 0);
  expect(threads.filter(({ hashes, nice }) => hashes && nice === 19)).toHaveLength(lowered);
  expect(threads.filter(({ hashes, nice }) => !hashes && nice === 19)).toEqual([]);
});
