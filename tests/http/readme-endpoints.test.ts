import { expect, it } from 'vitest';
import { documentAt, section, tableRows } from '../support/documents.ts';
import { httpFixture } from '../support/http-fixture.ts';

const group = /((?:GET|POST|PUT|PATCH|DELETE)(?:, (?:GET|POST|PUT|PATCH|DELETE))*) (`[^`]+`(?:, `[^`]+`)*)/g;

/** `GET, POST` + `/roles`, `GET` + `/roles/{name}` of one cell, one by one. */
function operationsOf(cell: string): string[] {
  expect(cell.replaceAll(group, '').replaceAll(', ', ''), 'nothing but methods and paths').toBe('');
  return [...cell.matchAll(group)].flatMap(([, methods = '', paths = '']) =>
    methods.split(', ').flatMap((method) => paths.split(', ').map((path) => `${method} ${path.slice(1, -1)}`)),
  );
}

it('the README has every operation of the API document, and no other', async () => {
  const { contract } = await httpFixture();
  const rows = tableRows(section(documentAt('README.md'), 'Endpoints'));
  const printed = rows.flatMap(([cell = '']) => operationsOf(cell));
  expect(printed.toSorted()).toEqual(contract.places.map(({ method, path }) => `${method} ${path}`).toSorted());
});
