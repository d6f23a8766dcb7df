import { problemCodes, problemTable } from '@users/http/problems/problem-table';
import { expect, it } from 'vitest';
import { httpFixture } from '../support/http-fixture.ts';

it.each(problemCodes)('%s has a page with its cause and what to do', async (code) => {
  const on = await httpFixture();
  const { status, title, cause, remedy } = problemTable[code];
  for (const words of [cause, remedy]) expect(words, 'a sentence').toMatch(/^[A-Z`].{4,}[.)]$/s);
  expect(remedy).not.toBe(cause);
  const page = await on.send('GET', `/problems/${code}`);
  const text = page.text.replace(/&#39;/g, "'").replace(/&quot;/g, '"');
  for (const part of [`<h1>${title}</h1>`, `Status ${status}`, cause, remedy]) expect(text).toContain(part);
  expect(page.headers.get('cache-control')).toBe('public, max-age=3600');
});
