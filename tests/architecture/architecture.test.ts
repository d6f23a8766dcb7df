import * as application from '@users/application';
import { DomainError, policy } from '@users/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import { importsOf, mayDependOn, wrongImports } from './imports.ts';
import { type Package, readPackages, type Source } from './sources.ts';

/** Published for good: clients branch on them. One that disappears or changes here breaks somebody. */
const errorCodes = [
  'account_suspended',
  'already_verified',
  'answered_before',
  'client_not_found',
  'concurrent_change',
  'cursor_expired',
  'dependency_unavailable',
  'email_taken',
  'forbidden',
  'grant_exceeds_own',
  'idempotency_key_in_use',
  'idempotency_key_reused',
  'invalid_account',
  'invalid_client',
  'invalid_credentials',
  'invalid_cursor',
  'invalid_email',
  'invalid_mail_templates',
  'invalid_refresh_token',
  'invalid_scope',
  'invalid_secret_keys',
  'invalid_sender',
  'last_admin',
  'lease_lost',
  'link_expired',
  'link_not_authorized',
  'mail_deferred',
  'mail_refused',
  'metadata_too_large',
  'not_authenticated',
  'not_yet',
  'overloaded',
  'own_email_change',
  'password_required',
  'registration_closed',
  'relay_active',
  'request_repeated',
  'role_in_use',
  'role_not_found',
  'role_taken',
  'seal_broken',
  'session_not_found',
  'too_many_requests',
  'too_many_streams',
  'unfit_text',
  'unknown_role',
  'unsupported_password_hash',
  'user_not_found',
  'version_mismatch',
  'weak_password',
  'wrong_password',
  'wrong_state',
];

let packages: readonly Package[];
let sources: readonly Source[];

beforeAll(async () => {
  packages = await readPackages();
  sources = packages.flatMap((each) => each.sources);
});

const declaredBy = ({ manifest }: Package): readonly string[] => Object.keys(manifest.dependencies ?? {});

describe('the rings', () => {
  it('are all here', () => {
    const folders = packages.map(({ folder }) => folder);
    for (const folder of ['packages/domain', 'packages/application', 'adapters/http', 'adapters/postgres', 'service']) {
      expect(folders).toContain(folder);
    }
    expect(sources.length).toBeGreaterThan(100);
  });

  it('import inward only, and nothing that is not declared', () => {
    const wrong = packages.flatMap((each) =>
      each.sources.flatMap((source) => wrongImports(each.folder, declaredBy(each), source)),
    );
    expect(wrong).toEqual([]);
  });

  it('declare inward only', () => {
    const wrong = packages.flatMap((each) => {
      const allowed = mayDependOn(each.folder);
      const ours = declaredBy(each).filter((name) => name.startsWith('@users/'));
      return allowed === null ? [] : ours.filter((name) => !allowed.includes(name)).map((name) => [each.folder, name]);
    });
    expect(wrong).toEqual([]);
    const domain = packages.find(({ folder }) => folder === 'packages/domain');
    expect(domain && declaredBy(domain)).toEqual([]);
  });

  it('are compiled with references to what they declare', () => {
    const folderOf = new Map(packages.map(({ manifest, folder }) => [manifest.name, folder]));
    for (const each of packages) {
      const declared = declaredBy(each).flatMap((name) => folderOf.get(name) ?? []);
      expect([each.folder, [...each.references].sort()]).toEqual([each.folder, declared.sort()]);
    }
  });
});

describe('the check of the imports', () => {
  const path = (folder: string) => `${folder}/src/some/file.ts`;

  it.each([
    ['packages/domain', `import { z } from 'zod';`],
    ['packages/domain', `import { randomUUID } from 'node:crypto';`],
    ['packages/domain', `import type { Clock } from '@users/application';`],
    ['packages/domain', `import { x } from '../../../application/src/index.ts';`],
    ['packages/domain', `import { x } from './user';`],
    ['packages/application', `import { eventTypes } from '@users/events';`],
    ['packages/application', `import {\n  MemoryMailer,\n} from '@users/memory';`],
    ['adapters/http', `import { openDatabase } from '@users/postgres';`],
    ['adapters/http', `import type { Tables } from '@users/postgres/tables';`],
    ['adapters/http', `export * from '@users/memory';`],
    ['adapters/http', `const x = await import('@users/memory');`],
    ['adapters/http', `import { container } from 'tsyringe';`],
    ['adapters/http', `import 'reflect-metadata';`],
    ['adapters/http', `import { x } from 'left-pad';`],
    ['adapters/http', `export type { x } from '../../../crypto/src/index.ts';`],
  ])('finds the fault in %s: %s', (folder, text) => {
    const declared = [
      '@users/domain',
      '@users/application',
      '@users/events',
      '@users/memory',
      '@users/postgres',
      'hono',
    ];
    expect(wrongImports(folder, [...declared, 'tsyringe', 'zod'], { path: path(folder), text })).toHaveLength(1);
  });

  it.each([
    ['packages/application', `import type { EventType } from '@users/events';`],
    [
      'adapters/http',
      `import { Hono } from 'hono';\nimport { html } from 'hono/html';\nimport { join } from 'node:path';`,
    ],
    ['adapters/http', `export * from './other.ts';\n// import { x } from nowhere\nconst from = 'a text';`],
    ['service', `import { openDatabase } from '@users/postgres/database';`],
  ])('finds none in %s: %s', (folder, text) => {
    expect(wrongImports(folder, ['@users/events', 'hono', '@users/postgres'], { path: path(folder), text })).toEqual(
      [],
    );
  });

  it('misses no import that there is', () => {
    const text = sources.map((source) => source.text).join('\n');
    const froms = [...text.matchAll(/^(?:import|export|\}).*\sfrom\s'/gm)].length;
    const found = sources.flatMap((source) => importsOf(source)).length;
    expect(found).toBeGreaterThanOrEqual(froms);
  });
});

describe('the sources', () => {
  it('give each refusal a literal code of its own, and all are known here', () => {
    const found = sources.flatMap((source) =>
      [...source.text.matchAll(/class (\w+) extends DomainError \{\n(.*)\n/g)].map(([, name = '', first = '']) => ({
        name,
        code: /^ {2}readonly code = '([a-z_]+)';$/.exec(first)?.[1] ?? `${name} must begin with its literal code`,
      })),
    );
    expect(found.map(({ code }) => code).sort()).toEqual(errorCodes);
    const declared = [
      ...sources
        .map(({ text }) => text)
        .join('\n')
        .matchAll(/class \w+ extends DomainError\b/g),
    ];
    expect(declared).toHaveLength(found.length);
  });
});

describe('the classes of the application', () => {
  const classes = Object.entries(application).flatMap(([name, value]): [string, { prototype: object }][] =>
    typeof value === 'function' && /^class\b/.test(String(value)) && !(value.prototype instanceof DomainError)
      ? [[name, value]]
      : [],
  );

  it('are exported, each that a file of it declares', () => {
    const names = sources
      .filter(({ path }) => path.startsWith('packages/application/src/'))
      .flatMap(({ text }) => [...text.matchAll(/^export class (\w+)/gm)].map(([, name = '']) => name));
    expect(names.filter((name) => !(name in application))).toEqual([]);
  });

  it('are in the one list of use-cases, each that can be executed', () => {
    const listed = new Set<unknown>(Object.values(application.useCaseClasses));
    const executable = classes.filter(([, value]) => 'execute' in value.prototype);
    expect(executable.filter(([, value]) => !listed.has(value)).map(([name]) => name)).toEqual([]);
    expect(listed.size).toBe(executable.length);
  });

  it('are among the handlers of tasks, each that runs one', () => {
    const { mails, others } = application.createTaskHandlers({} as application.Ports);
    const handled = [...mails, ...others].map((handler) => handler.constructor.name);
    const elsewhere = ['IdempotentUnitOfWork', 'RepublishEvents'];
    const running = classes.filter(([name, value]) => 'run' in value.prototype && !elsewhere.includes(name));
    const names = running.map(([name]) => name);
    expect(handled.sort()).toEqual(names.sort());
  });

  const useCases = classes.filter(([, { prototype }]) => 'execute' in prototype);

  it.each(useCases)('%s lists what it may refuse with', (_, useCase) => {
    const errors: unknown = 'errors' in useCase ? useCase.errors : null;
    if (!Array.isArray(errors)) throw new Error('no static errors');
    for (const error of errors) expect(error.prototype).toBeInstanceOf(DomainError);
    expect(new Set(errors).size).toBe(errors.length);
    expect(errors).toContain(application.DependencyUnavailable);
  });

  it('include the use-cases', () => {
    expect(useCases.map(([name]) => name).length).toBeGreaterThanOrEqual(36);
  });

  // The entry point is made from the affordances themselves: there is nothing to refuse.
  it.each(Object.keys(policy).filter((action) => action !== 'root.read'))('enforce the policy on %s', (action) => {
    const text = sources
      .filter(({ path }) => path.startsWith('packages/application/src/'))
      .map((source) => source.text);
    // Asked at once, or by the frame that is told which action it stands for.
    const frames = ['changeUser', 'changeRole', 'changeClient'].map((frame) => `${frame}(this.#deps, `);
    const asked = ['authorize(', 'permit(', ...frames, 'action: '];
    expect(asked.some((way) => text.join('\n').includes(`${way}'${action}'`))).toBe(true);
  });
});
