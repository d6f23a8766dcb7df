import { describe, expect, it } from 'vitest';
import { type Column, takenAway } from '../support/table-columns.ts';

const column = (name: string, but: Partial<Column> = {}): Column => ({
  ...{ table: 'users', column: name, type: 'text', nullable: true, optional: true },
  ...but,
});
const before = [column('name'), column('reason')];

describe('what a migration takes from the release before', () => {
  it.each([
    ['nothing by a column that may be left out', [...before, column('locale')], []],
    ['nothing by a table of its own', [...before, column('id', { table: 'clients', optional: false })], []],
    ['a column that is gone', [column('name')], ['users.reason is gone']],
    ['another type', [column('name', { type: 'jsonb' }), column('reason')], ['users.name was text and is jsonb']],
    [
      'a value that must be given',
      [column('name', { nullable: false }), column('reason')],
      ['users.name may not be null any more'],
    ],
    ['a default', [column('name', { optional: false }), column('reason')], ['users.name has no default any more']],
    [
      'the way it writes rows',
      [...before, column('locale', { optional: false })],
      ['users.locale is new and must be given'],
    ],
  ])('%s', (_, after, expected) => {
    expect(takenAway(before, after)).toEqual(expected);
  });
});
