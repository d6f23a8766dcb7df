import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';

let on: HttpFixture;

beforeAll(async () => {
  on = await httpFixture();
});

describe('the API document', () => {
  it('describes every route that there is', async () => {
    const documented = on.contract.places.map(({ method, path }) => `${method} ${path}`);
    const registered = on.app.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/_assets/'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(documented.sort()).toEqual([...new Set(registered)].sort());
  });

  it('gives every operation an id of its own, words and examples of every problem', () => {
    const operations = on.contract.places.map(({ operation }) => operation);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const operation of operations) {
      expect(operation).toMatchObject({ summary: /\w/, description: /\w/, tags: [expect.any(String)] });
      for (const parameter of operation.parameters ?? []) expect(parameter).toHaveProperty('description');
      expect(operation.responses).toHaveProperty('500');
      for (const response of Object.values(operation.responses)) {
        const problem = response.content?.['application/problem+json'];
        if (problem) expect(Object.keys(problem.examples ?? {}).length).toBeGreaterThan(0);
      }
    }
  });

  it('shows what to send and what comes back, in examples that are right', () => {
    for (const { operation } of on.contract.places) {
      const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
      const bodies = [operation.requestBody, ...answers.map(([, answer]) => answer)];
      for (const body of bodies) {
        for (const [type, content] of Object.entries(body?.content ?? {})) {
          on.contract.checkExample(`${operation.operationId} ${type}`, content);
        }
      }
    }
  });

  it('leads to both views of it, wherever it is served', async () => {
    const nested = await httpFixture({ changed: { publicUrl: 'https://example.com/accounts' } });
    const { info } = JSON.parse(await (await nested.app.request('/openapi.json')).text());
    expect(info.description).toContain('[to try](/accounts/docs)');
    expect(info.description).toContain('[to read](/accounts/redoc)');
  });

  it('is OpenAPI 3.1 of this server, and its events are AsyncAPI 3.0', async () => {
    const { json } = await on.send('GET', '/openapi.json');
    expect(json).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://users.example.com' }] });
    expect((await on.send('GET', '/asyncapi.json')).json.asyncapi).toBe('3.0.0');
  });

  /** What generators make of it otherwise: tests/clients. */
  it('says in words what a field of a body is when it is left out, and no body as JSON and as a form', () => {
    for (const { operation } of on.contract.places) {
      const types = Object.keys(operation.requestBody?.content ?? {});
      if (types.length > 1) expect(types.filter((type) => !type.endsWith('json'))).toEqual([]);
    }
    for (const schema of Object.values(on.contract.schemas)) {
      for (const field of Object.values(Object(schema).properties ?? {})) expect(field).not.toHaveProperty('default');
    }
    expect(Object(on.contract.schemas.Register).properties.locale.description).toBe('BCP 47. When left out: "en".');
  });

  it('refuses unknown fields in every body', () => {
    for (const { operation } of on.contract.places) {
      const schema = Object(operation.requestBody?.content['application/json']?.schema);
      // What a token request holds besides must be ignored (RFC 6749 §3.2).
      if (!operation.requestBody || operation.operationId === 'issueClientToken') continue;
      const [, name = ''] = /schemas\/(\w+)$/.exec(schema.$ref) ?? [];
      expect(on.contract.schemas[name], operation.operationId).toMatchObject({ additionalProperties: false });
    }
  });
});

describe('the reference to try', () => {
  it('loads its script from here and nothing from elsewhere', async () => {
    const page = await on.send('GET', '/docs');
    const policy = page.headers.get('content-security-policy') ?? '';
    const [, nonce = ''] = /script-src 'nonce-([\w+/=]+)'/.exec(policy) ?? [];
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
    const scripts = [...page.text.matchAll(/<script([^>]*)>/g)].map(([, attributes = '']) => attributes);
    expect(scripts).toHaveLength(2);
    for (const attributes of scripts) expect(attributes).toContain(`nonce="${nonce}"`);
    expect(page.text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect((await on.send('GET', '/docs')).headers.get('content-security-policy')).not.toBe(policy);
  });

  it('serves the script for ever under the hash of its content, packed where that is understood', async () => {
    const [, path = ''] = /src="([^"]+)"/.exec((await on.send('GET', '/docs')).text) ?? [];
    expect(path).toMatch(/^\/_assets\/scalar\.[\w-]{16}\.js$/);
    const plain = await on.app.request(path);
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const packed = await on.app.request(path, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const text = await plain.text();
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(text);
    expect(text.includes('createApiReference')).toBe(true);
  });

  it('stands under the path of the public address', async () => {
    const nested = await httpFixture({ changed: { publicUrl: 'https://example.com/accounts' } });
    const text = await (await nested.app.request('/docs')).text();
    expect(text).toContain('src="/accounts/_assets/scalar.');
    expect(text).toContain('"url": "/accounts/openapi.json"');
  });
});

describe('the reference to read', () => {
  it('loads its script from here and nothing from elsewhere', async () => {
    const page = await on.send('GET', '/redoc');
    const policy = page.headers.get('content-security-policy') ?? '';
    const [, nonce = ''] = /script-src 'nonce-([\w+/=]+)'/.exec(policy) ?? [];
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
    expect(page.text.match(/<script[^>]*>/g)).toEqual([
      expect.stringMatching(
        `^<script src="/_assets/redoc\\.[\\w-]{16}\\.js" nonce="${nonce.replace(/[+/]/g, '\\$&')}">$`,
      ),
    ]);
    const script = await on.app.request(/src="(\/_assets\/redoc[^"]+)"/.exec(page.text)?.[1] ?? '');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    // Its makers' image would tell them of every reader.
    expect((await script.text()).includes('cdn.redoc.ly')).toBe(false);
  });

  it('stands under the path of the public address', async () => {
    const nested = await httpFixture({ changed: { publicUrl: 'https://example.com/accounts' } });
    const text = await (await nested.app.request('/redoc')).text();
    expect(text).toContain('spec-url="/accounts/openapi.json"');
    expect(text).toContain('src="/accounts/_assets/redoc.');
  });
});

describe('for machines', () => {
  it('publishes the keys that verify access tokens, and no private part', async () => {
    const { json, headers } = await on.send('GET', '/.well-known/jwks.json');
    expect(json.keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' }]);
    expect(json.keys[0]).not.toHaveProperty('d');
    expect(headers.get('cache-control')).toBe('public, max-age=300');
  });
});
