import { type Answer, ApiClient } from '../../../support/api-client.ts';
import type { Effect, History, Outcome } from './history.ts';

/** Longer than any fault lasts that an answer may come through. */
const answerWithinMs = 9_000;

export type WriteCall = {
  readonly account: string;
  readonly operation: string;
  readonly effect?: Effect | null;
  /** True unless told. */
  readonly promised?: boolean;
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly ifMatch?: string | undefined;
  /** Idempotency-Key. */
  readonly key?: string | undefined;
  /** Whether a 2xx answer says that it was done; true unless told. */
  readonly confirms?: (body: Answer['body']) => boolean;
};

export type Written = {
  readonly outcome: Outcome;
  /** 0 without an answer. */
  readonly status: number;
  /** The problem's code, or what the connection died of. */
  readonly code: string;
  readonly body: Answer['body'];
  /** The body as it came. */
  readonly text: string;
  /** Whether it says that it is the answer to an earlier request under the same key. */
  readonly replayed: boolean;
};

/** An instance that did not answer is left alone for so long, if there is another, as a balancer would. */
const avoidedForMs = 1_000;

/** Calls one of several instances, another one each time, and writes down what became of each write. */
export class RecordedClient {
  readonly #history: History;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #instances: { readonly api: ApiClient; avoidedUntil: number }[];
  #turn = 0;

  /** @param headers sent with each request */
  constructor(history: History, urls: readonly string[], headers: Readonly<Record<string, string>> = {}) {
    this.#history = history;
    this.#headers = headers;
    this.#instances = urls.map((url) => ({ api: new ApiClient(url), avoidedUntil: 0 }));
  }

  async write(call: WriteCall): Promise<Written> {
    const { account, operation, effect = null, promised = true } = call;
    const sentAt = Date.now();
    this.#history.inFlight += 1;
    const { status, code, ...answered } = await this.#call(call).finally(() => {
      this.#history.inFlight -= 1;
    });
    const given = outcomeOf(status, code);
    const outcome = given === 'acknowledged' && call.confirms?.(answered.body) === false ? 'refused' : given;
    const answeredAt = Date.now();
    const answer = { outcome, status, code, sentAt, answeredAt };
    this.#history.add({ account, operation, effect, promised, ...answer });
    return { outcome, status, code, ...answered };
  }

  /** @returns null when no answer came */
  async read(path: string, token: string): Promise<Answer | null> {
    const signal = AbortSignal.timeout(answerWithinMs);
    try {
      const answer = await this.#instance().api.call('GET', path, { token, signal, headers: this.#headers });
      this.#history.addRead(path, answer.status, String(answer.body?.code ?? ''));
      return answer;
    } catch (error) {
      this.#history.addRead(path, 0, reasonOf(error));
      return null;
    }
  }

  async #call({ method = 'POST', path, body, token, ifMatch, key }: WriteCall): Promise<Omit<Written, 'outcome'>> {
    const instance = this.#instance();
    try {
      const { status, headers, ...answer } = await instance.api.call(method, path, {
        ...(body === undefined ? {} : { body }),
        ...(token === undefined ? {} : { token }),
        headers: {
          ...this.#headers,
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const replayed = headers.get('idempotency-replayed') === 'true';
      return { status, code: String(answer.body?.code ?? ''), ...answer, replayed };
    } catch (error) {
      instance.avoidedUntil = Date.now() + avoidedForMs;
      return { status: 0, code: reasonOf(error), body: null, text: '', replayed: false };
    }
  }

  #instance() {
    this.#turn += 1;
    const inTurn = this.#instances.map(
      (_, index, all) => all[(index + this.#turn) % all.length] as (typeof all)[number],
    );
    const [next] = inTurn.toSorted(
      (a, b) => Math.max(a.avoidedUntil, Date.now()) - Math.max(b.avoidedUntil, Date.now()),
    );
    if (next === undefined) throw new Error('there is no instance to call');
    return next;
  }
}

function outcomeOf(status: number, code: string): Outcome {
  if (status >= 200 && status < 300) return 'acknowledged';
  // Never sent: nobody listened.
  if (status === 0) return code === 'ECONNREFUSED' ? 'refused' : 'unknown';
  // Too many at once: turned away before anything was done.
  if (code === 'overloaded') return 'refused';
  return status < 500 ? 'refused' : 'unknown';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name;
}
