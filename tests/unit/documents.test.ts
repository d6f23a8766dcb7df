import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventTypes } from '@users/events';
import { commands } from '@users/service/cli/commands';
import type { Variable } from '@users/service/config/variable';
import { variables } from '@users/service/config/variables';
import { describe, expect, it } from 'vitest';
import { type Document, documentAt, documents, root, section, tableRows } from '../support/documents.ts';

const named = ({ code }: Document, pattern: RegExp): string[] =>
  code.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name));

/** What the tests and Node are told, and what the shell keeps on the tour. */
const foreign = /^(?:TEST_[A-Z_]+|FAULTS_SEED|ACCESS|TOKEN|CLIENT|SERVICE|ADMIN|URL|LINK|NODE_COMPILE_CACHE)$/;

const known: Readonly<Record<string, Variable>> = variables;

describe.each(documents)('$path', (document) => {
  it('links to what is there', () => {
    const targets = [...document.text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)]
      .map(([, link, attribute]) => link ?? attribute ?? '')
      .filter((target) => !/^[a-z]+:/.test(target));
    for (const target of targets) {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(root, document.path) : join(root, dirname(document.path), path);
      expect(existsSync(file), target).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(file, 'utf8')), target).toContain(anchor);
    }
  });

  it('names files and folders that there are', () => {
    const paths = named(document, /(?:^|[\s:])((?:packages|adapters|service|tests|docs|examples|\.ci)\/[\w./-]*\w)/g);
    for (const path of paths) expect(existsSync(join(root, path)), path).toBe(true);
  });

  it('names variables that there are', () => {
    const names = named(document, /(?<![\w$.-])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?![\w-])/g);
    const assigned = named(document, /^(?:\S+=\S* )*([A-Z][A-Z0-9_]+)=/g);
    for (const name of [...names, ...assigned]) {
      const secret = known[name.replace(/_FILE$/, '')]?.secret;
      const isVariable = name in known || (name.endsWith('_FILE') && secret === true);
      expect(isVariable || foreign.test(name), name).toBe(true);
    }
  });

  it('names commands that there are', () => {
    const scripts = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts);
    for (const words of named(document, /(?:^|[\s&(])users ([a-z][a-z-]+(?: [a-z][a-z-]*)?)/g)) {
      const [first = '', second] = words.split(' ');
      const exists = commands.some(({ name }) => name === `${first} ${second}` || name === first);
      expect(exists || first === 'help', `users ${words}`).toBe(true);
    }
    for (const script of named(document, /pnpm(?:@12)? (?!exec|install|fetch|deploy)([a-z][\w:]*)/g)) {
      expect(scripts, `pnpm ${script}`).toContain(script);
    }
  });
});

describe('the README', () => {
  const readme = documentAt('README.md');

  it('is short, and leads to every page', () => {
    expect(readme.text.split('\n').length).toBeLessThanOrEqual(285);
    const pages = documents.filter(({ path }) => /^docs\/[^/]+\.md$/.test(path));
    for (const { path } of pages) expect(readme.text).toContain(`(${path})`);
  });

  it('has a row for each event, and for no other', () => {
    const rows = tableRows(section(readme, 'Events')).map(([name]) => name);
    expect(rows.toSorted()).toEqual(eventTypes.map((type) => `\`${type}\``).toSorted());
  });
});

describe('the page on configuration', () => {
  const rows = tableRows(documentAt('docs/configuration.md').text);

  it('has a row for each variable as the code knows it, and for no other', () => {
    const expected = Object.entries(known).map(([name, { meaning, fallback, secret }]) => [
      ...[`\`${name}\`${secret ? ' *' : ''}`, meaning, fallback],
    ]);
    expect([...rows].sort()).toEqual(expected.sort());
  });
});

describe('the decisions', () => {
  const files = documents.filter(({ path }) => /^docs\/adr\/\d/.test(path));

  it('stand in their index, by number and title', () => {
    const rows = tableRows(documentAt('docs/adr/README.md').text);
    const expected = files.map(({ path, text }) => {
      const [, number = '', title = ''] = /^# (\d+)\. (.+)$/m.exec(text) ?? [];
      const file = path.slice('docs/adr/'.length);
      expect(file.slice(0, 4)).toBe(number.padStart(4, '0'));
      return [`[${file.slice(0, 4)}](${file})`, title];
    });
    expect(rows).toEqual(expected);
  });

  it.each(files)('$path says what was decided and why', ({ text }) => {
    for (const part of ['**Decision.**', '**Why.**']) expect(text).toContain(part);
  });
});

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
