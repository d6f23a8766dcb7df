import type { Account } from './account-facts.ts';

export type RequestKind = 'register' | 'resend' | 'reset';

/**
 * What is expected of requests that anybody may make: written by hand, as the model of accounts is. Its tasks run at once,
 * so that none waits. Times in seconds.
 */
export class RequestModel {
  readonly #keys = new Map<string, { until: number; repeated: boolean }>();

  /** @returns whether it is carried out; else it is merged with the one before */
  ask(kind: RequestKind, email: string, now: number): boolean {
    const name = `${kind} ${email}`;
    const key = this.#keys.get(name);
    if (key !== undefined && now < key.until) {
      if (kind === 'register') key.repeated = true;
      return false;
    }
    this.#keys.set(name, { until: now + 60, repeated: key?.repeated ?? false });
    return true;
  }

  /** Whether the address was registered again, as far as its key still tells. */
  repeated(email: string): boolean {
    return this.#keys.get(`register ${email}`)?.repeated === true;
  }

  sweep(now: number): void {
    for (const [name, { until }] of this.#keys) if (now >= until) this.#keys.delete(name);
  }
}

/** Whether a link of this kind goes to the account now; then it counts. */
export function takeLink(account: Account, kind: RequestKind, now: number): boolean {
  const last = account.linked.get(kind);
  if (last === undefined || last.epoch !== account.epoch || now - last.at >= 3600) {
    account.linked.set(kind, { epoch: account.epoch, count: 1, at: now });
    return true;
  }
  const pause = last.count === 1 ? 60 : last.count === 2 ? 300 : 900;
  if (now - last.at < pause) return false;
  account.linked.set(kind, { epoch: account.epoch, count: last.count + 1, at: now });
  return true;
}
