import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient } from '../../support/api-client.ts';
import type { Mailbox } from '../chaos/driver/mailbox.ts';

export type Person = { readonly email: string; readonly password: string; readonly accessToken: string };

/** Accounts that are verified and logged in, for a load that only has to be steady. */
export async function enrol(url: string, mailbox: Mailbox, count: number): Promise<readonly Person[]> {
  const api = new ApiClient(url);
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const email = `person${number}@example.com`;
      const password = `the password of person ${number}`;
      await api.post('/auth/register', { email, password, full_name: `Person ${number}` });
      const token = await mailbox.link(email, 'verify-email', new Set(), () => true);
      await api.post('/auth/verify-email', { token });
      const { body } = await api.post('/auth/login', { email, password });
      return { email, password, accessToken: body.access_token };
    }),
  );
}

export type Load = {
  /** Milliseconds of each answered write, sorted. */
  readonly writes: readonly number[];
  readonly requests: number;
  /** Whatever was not a 2xx answer, in words. */
  readonly failures: readonly string[];
};

/** Everybody reads and renames themselves, one request after the other, while `going` says so. */
export async function steadyLoad(url: string, people: readonly Person[], going: () => boolean): Promise<Load> {
  const api = new ApiClient(url);
  const writes: number[] = [];
  const failures: string[] = [];
  let requests = 0;
  const call = async (method: string, token: string, body?: unknown): Promise<boolean> => {
    requests += 1;
    try {
      const signal = AbortSignal.timeout(30_000);
      const { status, body: answer } = await api.call(method, '/users/me', {
        token,
        signal,
        ...(body ? { body } : {}),
      });
      if (status >= 200 && status < 300) return true;
      failures.push(`${method} ${status} ${answer?.code ?? ''} ${answer?.detail ?? ''}`);
    } catch (error) {
      failures.push(`${method} ${reasonOf(error)}`);
    }
    return false;
  };
  const live = async ({ accessToken }: Person): Promise<void> => {
    for (let number = 0; going(); number += 1) {
      await call('GET', accessToken);
      const since = performance.now();
      if (await call('PATCH', accessToken, { full_name: `Name ${number}` })) writes.push(performance.now() - since);
      await delay(5);
    }
  };
  await Promise.all(people.map(live));
  return { writes: writes.toSorted((a, b) => a - b), requests, failures };
}

/** The middle one of sorted values. */
export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
