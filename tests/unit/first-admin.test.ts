import type { CreateAdmin, CreateAdminInput } from '@users/application';
import { loadConfig } from '@users/service/config/config';
import { banner } from '@users/service/run/banner';
import { ensureFirstAdmin } from '@users/service/run/first-admin';
import { describe, expect, it } from 'vitest';

/** What the start prints of the administrator, and what was asked of the use-case. */
async function started(variables: Record<string, string>, { exists }: { exists: boolean }) {
  const asked: CreateAdminInput[] = [];
  const execute: CreateAdmin['execute'] = async (input) => {
    asked.push(input);
    return { userId: exists ? null : 'an-id' };
  };
  const config = loadConfig(variables);
  const admin = await ensureFirstAdmin(config, { execute });
  const lines = banner(config, admin, null).split('\n');
  return { asked, lines: lines.filter((line) => /^ {2}(Administrator|Password) /.test(line)).join('\n') };
}

const wanted = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'the first of all admins' };
const production = {
  ...{ DATABASE_URL: 'postgres://users@db/users', PUBLIC_URL: 'https://users.example.com' },
  ...{ SECRET_KEYS: 'k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', MAIL: 'off' },
};

describe('the first administrator', () => {
  it('is made where nobody asked for one, and its password is shown', async () => {
    const { asked, lines } = await started({}, { exists: false });
    expect(asked).toMatchObject([{ email: 'admin@example.com', onlyIfNone: true }]);
    expect(lines).toContain('admin@example.com');
    expect(lines).toContain(asked[0]?.password);
  });

  it('is the one that was named, whose password is not repeated', async () => {
    const { asked, lines } = await started(wanted, { exists: false });
    expect(asked).toMatchObject([{ email: wanted.ADMIN_EMAIL, password: wanted.ADMIN_PASSWORD }]);
    expect(lines).toContain(wanted.ADMIN_EMAIL);
    expect(lines).not.toContain('Password');
  });

  // Whoever starts again with another password must not be left with a 401.
  it.each([wanted, { ADMIN_PASSWORD: wanted.ADMIN_PASSWORD }, { ...production, ...wanted }])(
    'is not made over again by a later start, which says so: %o',
    async (variables) => {
      const { lines } = await started(variables, { exists: true });
      expect(lines).toMatch(
        /^ {2}Administrator +there is one already; ADMIN_EMAIL and ADMIN_PASSWORD make only the first$/,
      );
    },
  );

  it('is not spoken of where there is one and none is named', async () => {
    expect(await started({}, { exists: true })).toMatchObject({ lines: '' });
  });

  it('is not made beside a database of yours unless address and password are given', async () => {
    for (const variables of [{}, { ADMIN_EMAIL: wanted.ADMIN_EMAIL }]) {
      expect(await started({ ...production, ...variables }, { exists: false })).toEqual({ asked: [], lines: '' });
    }
  });
});
