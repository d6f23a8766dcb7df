/** An answer with its body read. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
  /** The body as it came. */
  readonly text: string;
};

type Call = {
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
};

/** A client that knows no more than the service's address; what to call it finds in answers or is told. */
export class ApiClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @param path a path, or the full address that a link gave */
  async call(method: string, path: string, { body, token, headers = {}, signal }: Call = {}): Promise<Answer> {
    const response = await fetch(new URL(path, this.#url), {
      method,
      ...(signal === undefined ? {} : { signal }),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text, text };
  }

  get(path: string, call?: Call): Promise<Answer> {
    return this.call('GET', path, call);
  }

  post(path: string, body: unknown, call: Call = {}): Promise<Answer> {
    return this.call('POST', path, { ...call, body });
  }
}
