import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { httpFixture } from '../support/http-fixture.ts';
import { root } from '../architecture/sources.ts';

const folder = join(root, 'adapters/http/console');
const on = await httpFixture();

it('is a page that runs scripts in files of ours, and nothing else', async () => {
  const { text, headers } = await on.send('GET', '/console');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /);
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe|https?:|\*|data:|blob:/);
  for (const [, address] of text.matchAll(/(?:src|href)="([^"]+)"/g)) expect(address).toMatch(/^(?:\/_assets\/|#\/$)/);
  expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|style="/);
});

it('serves every file of it for ever, under the hash of them all', async () => {
  const { text } = await on.send('GET', '/console');
  const names = (await readdir(folder)).filter((name) => /\.(?:js|css)$/.test(name));
  const [, base = ''] = /src="(\/_assets\/console\.[\w-]{16})\/main\.js"/.exec(text) ?? [];
  for (const name of [...names, 'theme.css']) {
    const { status, headers } = await on.app.request(`${base}/${name}`);
    expect([name, status]).toEqual([name, 200]);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toBe(`text/${name.endsWith('js') ? 'javascript' : 'css'}; charset=utf-8`);
    expect(text, `${name} is loaded by the page`).toContain(`"${base}/${name}"`);
  }
  for (const path of [`${base}/tsconfig.json`, `${base}/..%2Fpackage.json`, '/_assets/console.other/main.js']) {
    const { status, headers } = await on.app.request(path);
    expect([path, status, headers.get('cache-control')]).toEqual([path, 404, 'no-store']);
  }
});

it('stands under the path of the public address, in the brand’s name', async () => {
  const brand = { name: 'Analytical <Engines>', color: '#0a5', logo: null } as const;
  const changed = { publicUrl: 'https://example.com/accounts', brand: { ...brand, color: '#00aa55' } as const };
  const text = await (await (await httpFixture({ changed })).app.request('/console')).text();
  expect(text).toContain('<title>Analytical &lt;Engines&gt;</title>');
  expect(text).toMatch(/src="\/accounts\/_assets\/console\.[\w-]{16}\/main\.js"/);
});

it('knows no address of the API: every file of it but the links', async () => {
  const { paths } = (await on.send('GET', '/openapi.json')).json;
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  // Comments may give examples.
  const code = texts.join('\n').replace(/\/\*[\s\S]*?\*\/|\/\/ .*/g, '');
  const known = Object.keys(paths).filter((path) => path !== '/' && path !== '/console');
  for (const path of known) {
    const [, first = ''] = path.split('/');
    expect(code, path).not.toMatch(new RegExp(`['"\`/]${first.replace(/[.]/g, '\\.')}/`));
  }
});
