import { expect, it } from 'vitest';
import { createEmptyDatabase, createTestDatabase } from '../support/database.ts';
import { createProduction } from '../support/production.ts';
import { runCommand } from '../support/service-process.ts';
import { freePort } from '../support/services/free-port.ts';
import { describeWith } from '../support/services/require.ts';
import { folderOf } from '../support/template-folder.ts';

describeWith('postgres', 'a start that cannot work ends in a line that says what to do', ({ postgres }) => {
  const refused = async (role: string, variables: Record<string, string>) => {
    const { code, output } = await runCommand([role], { PORT: String(await freePort()), ...variables });
    expect(code, output).toBe(1);
    // For people: no stack, and never the password that stands in an address.
    expect(output).not.toMatch(/\n\s+at /);
    expect(output).not.toContain('hunter2');
    return output;
  };

  it('a wrong variable', async () => {
    expect(await refused('start', { PORT: 'eighty' })).toBe('PORT must be a whole number from 0 to 65535.\n');
  });

  it('secrets that are missing, or not secret, outside the embedded mode', async () => {
    const { variables, close } = await createProduction({ postgres });
    const { SECRET_KEYS: _, ...without } = variables;
    expect(await refused('serve', without)).toContain('SECRET_KEYS must be set outside the embedded mode');
    const example = { ...variables, SECRET_KEYS: `k1:${Buffer.alloc(32, 'secret').toString('base64url')}` };
    expect(await refused('serve', example)).toMatch(/SECRET_KEYS must be .*not random/);
    await close();
  });

  it('mail templates or a logo that cannot be used', async () => {
    const { variables, close } = await createProduction({ postgres });
    const folder = folderOf({ 'en/suspended.txt': '{{pasword}}', 'logo.svg': '<p>' });
    expect(await refused('worker', { ...variables, MAIL_TEMPLATES: folder })).toMatch(
      /^MAIL_TEMPLATES: en\/suspended\.txt has \{\{pasword\}\}, which is none of .*\.$/m,
    );
    expect(await refused('serve', { ...variables, BRAND_LOGO: `${folder}/logo.svg` })).toContain(
      'BRAND_LOGO must be an SVG, PNG, JPEG or WebP',
    );
    await close();
  });

  it.each(['key generate', 'config example'])('not what helps to write a configuration: %s', async (command) => {
    const { code, output } = await runCommand(command.split(' '), {
      DATABASE_URL: 'postgres://127.0.0.1/users',
      PORT: 'eighty',
    });
    expect(code, output).toBe(0);
  });

  it.each(['serve', 'relay', 'worker'])('a schema that is behind (%s)', async (role) => {
    const { variables, close } = await createProduction({ postgres });
    const empty = await createEmptyDatabase(postgres);
    expect(await refused(role, { ...variables, DATABASE_URL: empty.url })).toMatch(
      /schema is behind .*Run `users migrate`/,
    );
    // It sends no mail and signs nothing: it asks for no secret.
    const migrated = await runCommand(['migrate'], { DATABASE_URL: empty.url });
    expect(migrated.code, migrated.output).toBe(0);
    expect(migrated.output).toContain('migrated: 0001_');
    await Promise.all([empty.close(), close()]);
  });

  it('a PostgreSQL that cannot be reached', async () => {
    const { variables, close } = await createProduction({ postgres });
    const url = `postgres://users:hunter2@127.0.0.1:${await freePort()}/users`;
    expect(await refused('serve', { ...variables, DATABASE_URL: url })).toMatch(
      /^DATABASE_URL: PostgreSQL at 127\.0\.0\.1:\d+ cannot be reached/m,
    );
    await close();
  });

  it('two migrations at once do no harm', async () => {
    const { variables, close } = await createProduction({ postgres });
    const empty = await createEmptyDatabase(postgres);
    const both = await Promise.all(
      [1, 2].map(() => runCommand(['migrate'], { ...variables, DATABASE_URL: empty.url })),
    );
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    await Promise.all([empty.close(), close()]);
  });

  it('an administrator where there is none, and only then when told so', async () => {
    const { variables, close } = await createProduction({ postgres });
    const database = await createTestDatabase(postgres);
    const make = (email: string) =>
      runCommand(['admin', 'create', '--email', email, '--only-if-none'], { ...variables, DATABASE_URL: database.url });
    expect((await make('first@example.com')).output).toMatch(/^Made first@example\.com/);
    expect((await make('second@example.com')).output).toMatch(/^There is an administrator already/);
    await Promise.all([database.close(), close()]);
  });
});
