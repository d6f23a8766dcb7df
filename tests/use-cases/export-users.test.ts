import { ExportUsers, type ExportUsersInput } from '@users/application';
import { anonymous } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, holding, operator, register } from '../support/accounts.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

async function exported(fixture: UseCaseFixture, status: ExportUsersInput['status'] = null) {
  const emails: string[] = [];
  for await (const page of fixture.exportUsers.execute({ status }, operator)) {
    expect(page.length).toBeLessThanOrEqual(3);
    emails.push(...page.map(({ email }) => email));
  }
  return emails;
}

describe('an export', () => {
  it('has everyone once, page by page, the oldest first', async () => {
    const fixture = useCaseFixture();
    const emails = Array.from({ length: 10 }, (_, index) => `person-${index}@example.org`);
    for (const email of emails) {
      await activeAccount(fixture, { ...ada, email });
      fixture.clock.advance(1);
    }
    expect(await exported(fixture)).toEqual(emails);
  });

  it('leaves out the soft-deleted unless asked, and the erased always', async () => {
    const fixture = useCaseFixture();
    const [hidden, gone] = [
      await activeAccount(fixture),
      await activeAccount(fixture, { ...ada, email: 'b@example.org' }),
    ];
    await activeAccount(fixture, { ...ada, email: 'c@example.org' });
    await register(fixture, { ...ada, email: 'd@example.org' });
    await fixture.softDeleteUsers.execute({ ids: [hidden.id] }, operator);
    await fixture.deleteUser.execute({ id: gone.id, expectedVersion: null }, operator);
    expect((await exported(fixture)).sort()).toEqual(['c@example.org', 'd@example.org']);
    expect(await exported(fixture, 'deleted')).toEqual([ada.email]);
    expect(await exported(fixture, 'pending')).toEqual(['d@example.org']);
    expect((await exported(fixture, 'everyone')).at(-1)).toBe(ada.email);
    expect(await exported(fixture, 'everyone')).toHaveLength(3);
  });

  it('is there for nobody over HTTP: it holds password hashes', async () => {
    const fixture = useCaseFixture();
    for (const [actor, code] of [
      [anonymous, 'not_authenticated'] as const,
      [holding('users:read'), 'forbidden'] as const,
    ]) {
      const attempt = fixture.exportUsers.execute({ status: null }, request(actor)).next();
      expect(await refusal(ExportUsers, attempt)).toBe(code);
    }
  });
});
