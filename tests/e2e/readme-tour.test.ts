import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkout, createCheckout, type PnpmProcess } from '../support/checkout.ts';
import { freePort } from '../support/services/free-port.ts';

const run = promisify(execFile);

/** What each step of the tour shows, after the start. */
const wanted = [
  ['"_links"'],
  ['"_links"'],
  ['"email":"ada@example.com"', '"users:me"'],
  ['Ada, Countess of Lovelace'],
  ['"next"'],
  ['<title>Users</title>'],
  ['"email":"ada@example.com"'],
  ['event: user.created', '"type":"user.updated"', 'Ada, Countess of Lovelace'],
  ['Events not yet published: 0', '0 parked'],
];

/** The tour is run as it is printed; only the port differs, because another service may have the usual one. */
describe('the tour in the README', () => {
  let checkout: Checkout;
  let service: PnpmProcess;
  let commands: string[];

  beforeAll(async () => {
    checkout = await createCheckout();
    const readme = await readFile(join(checkout.path, 'README.md'), 'utf8');
    const tour = readme.split('\n## ').find((section) => section.startsWith('A tour')) ?? '';
    commands = [...tour.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    const port = await freePort();
    const [start = '', ...calls] = commands;
    const variables = Object.fromEntries(
      [...start.matchAll(/(\w+)=(?:'([^']*)'|(\S+))/g)].map((m) => [m[1], m[2] ?? m[3] ?? '']),
    );
    service = checkout.pnpm(['start'], { ...variables, PORT: String(port) });
    await service.says('Users Service is ready');
    commands = calls.map((text) => text.replaceAll('localhost:8000', `localhost:${port}`));
  }, 240_000);

  afterAll(async () => {
    await service?.stop();
    await checkout?.remove();
  });

  it('works line by line', async () => {
    // One shell for all: a later command uses what an earlier one kept. The mail takes a moment; a reader does too.
    const mailed = 'for i in $(seq 100); do ls .data/mail/*ada* >/dev/null 2>&1 && break; sleep 0.1; done';
    const marked = commands.map(
      (text, index) => `${index === 1 ? `${mailed}\n` : ''}${text}\necho; echo "<<${index}>>"`,
    );
    const options = { cwd: checkout.path, env: { ...process.env, CI: 'true' } };
    const { stdout } = await run('bash', ['-eu', '-c', marked.join('\n')], options);
    const answers = stdout.split(/<<\d+>>/).slice(0, -1);
    expect(answers).toHaveLength(wanted.length);
    for (const [index, parts] of wanted.entries()) {
      for (const part of parts) expect(answers[index]).toContain(part);
      expect(answers[index]).not.toMatch(/"status":[45]\d\d/);
    }
  });
});
