import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const told = new URL('../../service/src/run/uncaught.ts', import.meta.url).href;

/** A process of its own that ends by this statement. */
function ending(statement: string) {
  const module = `import { tellUncaught } from '${told}'; tellUncaught(); ${statement}`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', module], { encoding: 'utf8' });
  return { status, stderr };
}

const broken = `Object.assign(new Error('it broke at postgres://users:s3cret@db', { cause: new TypeError('the cause') }),
  { connection: { password: 's3cret' } })`;

// Node prints an error with all that hangs on it: of PostgreSQL's client that is a connection with its password.
describe('an error that nobody foresaw', () => {
  it.each([
    ['thrown', `throw ${broken};`],
    ['thrown later', `setTimeout(() => { throw ${broken}; });`],
    ['rejected', `Promise.reject(${broken});`],
    ['awaited', `await Promise.reject(${broken});`],
    ['emitted', `const { EventEmitter } = await import('node:events'); new EventEmitter().emit('error', ${broken});`],
  ])('ends the process and is told with its place and cause, and without what hangs on it: %s', (_, statement) => {
    const { status, stderr } = ending(statement);
    expect(status).toBe(1);
    expect(stderr).toMatch(/it broke at .*\n +at /);
    expect(stderr).toContain('TypeError: the cause');
    expect(stderr).toContain('report it');
    expect(stderr).not.toContain('s3cret');
  });

  it('that is none ends the process too, and is not repeated', () => {
    const { status, stderr } = ending(`throw { password: 's3cret' };`);
    expect(status).toBe(1);
    expect(stderr).toContain('no error');
    expect(stderr).not.toContain('s3cret');
  });
});
