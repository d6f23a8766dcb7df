import { runCommandLine } from '@users/service/cli/command-line';
import { commands, nouns } from '@users/service/cli/commands';
import { editDistance } from '@users/service/cli/edit-distance';
import { unknownCommand } from '@users/service/cli/unknown-command';
import { version } from '@users/service/run/version';
import { describe, expect, it, vi } from 'vitest';

describe('the grammar of the commands', () => {
  it('is a single verb for the service, or a noun and a verb', () => {
    for (const { name } of commands) expect(name).toMatch(/^[a-z]+(?: [a-z]+(?:-[a-z]+)?)?$/);
    // Otherwise `users <noun>` would run something instead of listing its verbs.
    expect(commands.filter(({ name }) => nouns.includes(name))).toEqual([]);
  });
});

describe('the command line', () => {
  /** What a line of words without quotes comes to. */
  const typed = async (line: string) => {
    const [out, err] = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
    for (const spy of [out, err]) spy.mockImplementation(() => {});
    try {
      const code = await runCommandLine(line.split(' ').filter(Boolean), {});
      return { code, out: out.mock.calls.flat().join('\n'), err: err.mock.calls.flat().join('\n') };
    } finally {
      for (const spy of [out, err]) spy.mockRestore();
    }
  };

  it.each(['--version', 'version'])('prints the version of the service and nothing else for %s', async (line) => {
    expect(await typed(line)).toEqual({ code: 0, out: version, err: '' });
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it.each(['', 'help', '--help'])('has the overview for "%s"', async (line) => {
    const answer = await typed(line);
    expect(answer).toMatchObject({ code: 0, err: '' });
    for (const { summary } of commands) expect(answer.out).toContain(summary);
  });

  it.each(nouns)('lists the verbs of %s alone: a refusal, unless help was asked for', async (noun) => {
    const refused = await typed(noun);
    expect(refused).toMatchObject({ code: 2, out: '' });
    for (const { name, summary } of commands) {
      expect(refused.err.includes(summary), name).toBe(name.startsWith(`${noun} `));
    }
    for (const line of [`${noun} --help`, `help ${noun}`]) {
      expect(await typed(line)).toEqual({ code: 0, out: refused.err, err: '' });
    }
  });

  it.each(commands)('has the help of $name by both ways', async ({ name, usage }) => {
    for (const line of [`help ${name}`, `${name} --help`]) {
      const answer = await typed(line);
      expect(answer).toMatchObject({ code: 0, err: '' });
      expect(answer.out).toContain(`Usage: users ${usage}`);
    }
  });

  it('answers a mistyped command with one line and exit code 2', async () => {
    expect(await typed('usr list --json')).toEqual({
      ...{ code: 2, out: '' },
      err: 'There is no command "usr list". Did you mean "user list"?',
    });
  });
});

describe('a command that there is not', () => {
  it.each([
    ['usr list', 'user list'],
    ['user lsit', 'user list'],
    ['users list', 'user list'],
    ['clients create --name billing', 'client create'],
    ['event dead-leters', 'event dead-letters'],
    ['serv', 'serve'],
    ['migrat --help', 'migrate'],
    ['hepl', 'help'],
    ['kye list', 'key list'],
    // The words in the other order.
    ['list users', 'user list'],
    ['suspend user ada@example.com', 'user suspend'],
    // A verb of one noun alone, with its argument behind it.
    ['suspend ada@example.com --reason x', 'user suspend'],
    ['republish', 'event republish'],
    // The names before there was a grammar.
    ['list --status pending', 'user list'],
    ['show ada@example.com', 'user show'],
    ['roles', 'role list'],
    ['create-admin --email ada@example.com', 'admin create'],
    ['clients', 'client list'],
    ['create-client', 'client create'],
    ['rotate-client 0198', 'client rotate'],
    ['revoke-client 0198', 'client revoke'],
    ['outbox --json', 'event backlog'],
    ['outbox list', 'event dead-letters'],
    ['outbox retry 0198', 'event retry'],
    ['topics --check', 'topic'],
    ['tasks list', 'task list'],
    ['tasks retry --all', 'task retry'],
    ['keys rotate', 'key rotate'],
    ['secret-key', 'key generate'],
    ['mail-templates mails', 'mail templates'],
    ['mail-preview mails', 'mail preview'],
    ['env-example', 'config example'],
  ])('is answered with the one that was meant: %s → %s', (typed, meant) => {
    expect(unknownCommand(typed.split(' '))).toMatch(
      new RegExp(`^There is no command "[^"]+"\\. Did you mean "${meant}"\\?$`),
    );
    expect([...nouns, ...commands.map(({ name }) => name), 'help']).toContain(meant);
  });

  it('is answered with each that it may stand for, or with where all of them are', () => {
    expect(unknownCommand(['retry'])).toBe('There is no command "retry". Did you mean "event retry" or "task retry"?');
    expect(unknownCommand(['frobnicate', 'ada'])).toBe(
      'There is no command "frobnicate". `users help` lists those there are.',
    );
    expect(unknownCommand(['user', 'frobnicate', 'ada'])).toBe(
      'There is no command "user frobnicate". `users user --help` lists those there are.',
    );
    expect(unknownCommand(['constructor'])).toContain('`users help`');
  });

  // The line is read in a terminal, which nothing pasted may steer.
  it('is repeated without what steers a terminal', () => {
    expect(unknownCommand(['\u001b[2Jx'])).toContain('"\ufffd[2Jx"');
  });

  it.each([
    ['user', 'user', 0],
    ['usr', 'user', 1],
    ['lsit', 'list', 1],
    ['', 'key', 3],
    ['kitten', 'sitting', 3],
  ])('is as far from another word as slips lie between them: %s, %s', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
    expect(editDistance(other, one)).toBe(distance);
  });
});
