import { clientInput, graceSeconds } from '@users/service/cli/client/client-input';
import { UsageError } from '@users/service/cli/command';
import { commandGroups, commands } from '@users/service/cli/commands';
import { checkClock } from '@users/service/cli/doctor/check-database';
import { reasonOf } from '@users/service/cli/doctor/finding';
import { masked, maskedSettings, scrub } from '@users/service/cli/doctor/masked';
import { listInput } from '@users/service/cli/user/list-input';
import { shownText } from '@users/service/cli/shown-text';
import { table } from '@users/service/cli/table';
import { describe, expect, it } from 'vitest';

const defaults = { sort: '-created_at', limit: '50' };

describe('the overview of commands', () => {
  it('says each in a sentence that fits a line', () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
    for (const { name, summary } of commands) {
      expect(summary, name).toMatch(/^[A-Z].*[^.]\.$/);
      expect(summary.length, name).toBeLessThanOrEqual(82);
    }
  });

  it('has them by what they are for', () => {
    for (const group of Object.values(commandGroups)) expect(group.length).toBeGreaterThan(2);
  });
});

describe('the help of a command', () => {
  it.each(commands)('$name begins with how it is typed, in lines that fit a terminal', ({ name, usage }) => {
    expect(usage.split(' ').slice(0, name.split(' ').length).join(' ').split('\n')[0]).toBe(name);
    for (const line of usage.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it.each(commands)('$name names no other command than there are', ({ usage }) => {
    for (const [, first, second] of usage.matchAll(/\busers ([a-z]+)(?: ([a-z-]+))?/g)) {
      const exists = commands.some(({ name }) => name === first || name === `${first} ${second}`);
      expect(exists, `users ${first} ${second}`).toBe(true);
    }
  });

  it.each(commands)('$name shows its options in use where it has some', ({ usage, options }) => {
    const own = Object.keys(options).filter((option) => option !== 'json');
    for (const option of own) expect(usage).toContain(`--${option}`);
  });
});

describe('the options of a list', () => {
  it('ask for the newest fifty when there are none', () => {
    const none = { status: null, q: null, role: null, verified: null, createdAfter: null, createdBefore: null };
    expect(listInput(defaults)).toEqual({
      ...{ filter: none, sort: { field: 'created_at', descending: true }, limit: 50, cursor: null },
      includeTotal: false,
    });
  });

  it('are every filter that the API has', () => {
    const options = { status: 'suspended', q: 'ada', role: 'admin', verified: 'no', sort: 'email', limit: '200' };
    const times = { 'created-after': '2026-03-01', 'created-before': '2026-03-02T12:00:00Z' };
    expect(listInput({ ...options, ...times, cursor: 'abc', total: true })).toEqual({
      filter: {
        ...{ status: 'suspended', q: 'ada', role: 'admin', verified: false },
        createdAfter: new Date('2026-03-01T00:00:00Z'),
        createdBefore: new Date('2026-03-02T12:00:00Z'),
      },
      ...{ sort: { field: 'email', descending: false }, limit: 200, cursor: 'abc', includeTotal: true },
    });
  });

  it.each([
    { q: 'ab' },
    { status: 'gone' },
    { verified: 'maybe' },
    { sort: 'password_hash' },
    { limit: '0' },
    { limit: '201' },
    { limit: 'all' },
    { 'created-after': 'yesterday' },
    { 'created-before': '2026-13-40' },
  ])('are refused with a word about what is wrong: %o', (options) => {
    expect(() => listInput({ ...defaults, ...options })).toThrow(UsageError);
  });
});

describe('the options for service clients', () => {
  const billing = { name: ' billing ', description: '', permissions: 'users:read, sessions:read' };

  it('name it and what it is granted', () => {
    const input = { name: 'billing', description: '', permissions: ['users:read', 'sessions:read'] };
    expect(clientInput(billing)).toEqual(input);
    expect([graceSeconds({ grace: '0' }), graceSeconds({ grace: '604800' })]).toEqual([0, 604_800]);
  });

  it.each([
    { name: '' },
    { name: 'x'.repeat(101) },
    { name: 'bill\u001b[2Jing' },
    { description: 'Writes\u202einvoices.' },
    { permissions: '' },
    { permissions: 'users:read everything' },
    { description: 'x'.repeat(501) },
  ])('are refused with a word about what is wrong: %o', (options) => {
    expect(() => clientInput({ ...billing, ...options })).toThrow(UsageError);
  });

  it('hold texts to the rule of the domain', () => {
    expect(shownText('reason', ' Card reported stolen. ', 'reason')).toBe('Card reported stolen.');
    expect(() => shownText('reason', 'Card\nstolen', 'reason')).toThrow(/--reason must not contain control characters/);
    expect(() => shownText('name', 'x'.repeat(201), 'fullName')).toThrow(/--name has at most 200 characters/);
  });

  it.each(['', '-1', '1.5', '604801', 'an hour', '1e3'])('allow no grace of %j', (grace) => {
    expect(() => graceSeconds({ grace })).toThrow(UsageError);
  });
});

describe('a table', () => {
  it('has its columns below each other', () => {
    expect(table(['ID', 'NAME'], [['1', 'Ada']])).toBe('ID  NAME\n1   Ada');
  });

  // A name is what somebody typed; it must not clear the screen of whoever lists it.
  it('shows what people typed without obeying it', () => {
    expect(table(['NAME'], [['\u001b[2Jgone\r\n\u202eevil']])).toBe('NAME\n\ufffd[2Jgone\ufffd\ufffd\ufffdevil');
  });
});

describe('what the doctor tells', () => {
  const environment = {
    PORT: '8000',
    PUBLIC_URL: 'https://me:hunter2@users.example.com',
    DATABASE_URL: 'postgres://users:hunter%402@db.example.com:5432/users?sslkey=hunter3',
    SECRET_KEYS: 'k1:c2VjcmV0',
    ADMIN_PASSWORD_FILE: '/run/secrets/admin',
    HOME: '/root',
  };

  it('names every variable that is set, and no secret', () => {
    expect(maskedSettings(environment)).toEqual({
      PORT: '8000',
      PUBLIC_URL: 'https://***@users.example.com',
      DATABASE_URL: 'postgres://***@db.example.com:5432/users',
      SECRET_KEYS: '***',
      ADMIN_PASSWORD: 'from the file /run/secrets/admin',
    });
  });

  it.each(['no address', 'k1:AAAA', 'postgres:secret', ''])('hides all of a secret that is none (%s)', (secret) => {
    expect(masked(secret)).toBe('***');
  });

  it('repeats no secret that a library quotes, however it is written', () => {
    const quoted = `cannot use ${environment.DATABASE_URL}, hunter%402 or hunter@2, nor k1:c2VjcmV0`;
    expect(scrub(quoted, environment)).toBe('cannot use ***, *** or ***, nor ***');
  });

  it('is the cause and not the wrapping', () => {
    const cause = new AggregateError([new Error('refused at ::1'), new Error('refused at 127.0.0.1')]);
    expect(reasonOf(new Error('not available', { cause }))).toBe('refused at ::1; refused at 127.0.0.1');
  });

  it.each([
    [0, 'ok'],
    [2000, 'ok'],
    [-2000, 'ok'],
    [60_000, 'failed'],
    [-60_000, 'failed'],
  ])('a clock %i ms off is %s, and which way', (off, status) => {
    const finding = checkClock(new Date(100_000 + off), 100_000, 100_400);
    expect(finding.status).toBe(status);
    if (status === 'failed') expect(finding.detail).toContain(off > 0 ? 'behind' : 'ahead of');
  });
});
