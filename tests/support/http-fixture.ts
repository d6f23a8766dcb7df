import { LogWatcher } from '@users/application';
import { asyncApiDocument } from '@users/events';
import { createHttpApp, type HttpApp, type HttpDependencies, type ObservedRequest } from '@users/http';
import { ApiContract } from './api-contract.ts';
import { type FixtureOptions, sessionLifetime, type UseCaseFixture, useCaseFixture } from './use-case-fixture.ts';

export const publicUrl = 'https://users.example.com';

/** A line that was logged, as it would be written. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: object;
}

export interface HttpFixtureOptions extends FixtureOptions {
  /** Replaces parts of what the app stands on, for instance a use-case by one that fails. */
  readonly changed?: Partial<HttpDependencies>;
}

export interface HttpFixture extends UseCaseFixture {
  readonly app: HttpApp;
  /** Sends a request; the answer is held against the API document before the test sees it. */
  readonly send: (method: string, target: string, request?: Outgoing) => Promise<Answer>;
  readonly logged: readonly LogLine[];
  readonly observed: readonly ObservedRequest[];
  readonly contract: ApiContract;
}

export interface Outgoing {
  /** Access token. */
  readonly token?: string | undefined;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; `headers` says what it is. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly json: any;
}

/** The document is the same for every fixture, and reading it takes longer than most tests. */
let shared: Promise<ApiContract> | null = null;

async function contractOf(app: HttpApp): Promise<ApiContract> {
  return new ApiContract(JSON.parse(await (await app.request('/openapi.json')).text()));
}

/** The whole API over memory adapters and real cryptography. */
export async function httpFixture(options: HttpFixtureOptions = {}): Promise<HttpFixture> {
  const useCases = useCaseFixture(options);
  const logged: LogLine[] = [];
  const observed: ObservedRequest[] = [];
  const write = (level: LogLine['level']) => (fields: object, message: string) => {
    logged.push({ level, fields, message });
  };
  const app = createHttpApp({
    ...useCases,
    settings: useCases.deps.settings,
    ids: useCases.deps.ids,
    fingerprinter: useCases.crypto.fingerprinter,
    passwordMinLength: useCases.deps.passwordPolicy.minLength,
    publicUrl,
    version: '1.0.0',
    trustedProxies: 0,
    corsOrigins: [],
    sessionIdleSeconds: sessionLifetime.idleSeconds,
    brand: { name: 'Users', color: '#1d4ed8', logo: null },
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    onRequest: (request) => observed.push(request),
    jwks: () => useCases.crypto.signingKeys.jwks(),
    asyncapi: asyncApiDocument({ version: '1.0.0', source: publicUrl }),
    logWatcher: new LogWatcher({ eventLog: useCases.memory.eventLog, pollMs: 5 }),
    draining: () => false,
    ready: async () => true,
    ...options.changed,
  });
  shared ??= contractOf(app);
  const contract = await shared;
  const send: HttpFixture['send'] = async (method, target, request) => {
    const path = target.startsWith(publicUrl) ? target.slice(publicUrl.length) : target;
    const answer = await answerOf(await app.request(path, requestInit(method, request)));
    contract.check(method, path, answer);
    return answer;
  };
  return { ...useCases, app, send, logged, observed, contract };
}

function requestInit(method: string, { token, json, body, headers = {} }: Outgoing = {}): RequestInit {
  const content = json === undefined ? body : JSON.stringify(json);
  return {
    method,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(content !== undefined && { body: content }),
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}
