import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '../../support/api-client.ts';
import type { SmtpSink } from '../../support/smtp-sink.ts';

/** Requests at a steady rate, whatever becomes of them. @returns how many got which status */
export async function firehose(
  api: ApiClient,
  request: { readonly path: string; readonly body: object; readonly perSecond: number },
  until: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const answers: Record<string, number> = {};
  const running = new Set<Promise<void>>();
  const begun = performance.now();
  for (let sent = 0; !until.aborted; sent += 1) {
    const one = api
      .post(request.path, request.body)
      .then(({ status }) => String(status))
      .catch(() => 'no answer')
      .then((answer) => {
        answers[answer] = (answers[answer] ?? 0) + 1;
        running.delete(one);
      });
    running.add(one);
    await delay(Math.max(0, begun + ((sent + 1) * 1000) / request.perSecond - performance.now()));
  }
  await Promise.all(running);
  return answers;
}

export interface Owner {
  readonly logIns: number;
  readonly changes: number;
  /** In words: the request, its status and code. */
  readonly failures: readonly string[];
}

/** The owner of the flooded address logs in and changes their name, again and again. */
export async function owner(
  api: ApiClient,
  credentials: { readonly email: string; readonly password: string },
  until: AbortSignal,
): Promise<Owner> {
  const failures: string[] = [];
  let logIns = 0;
  let changes = 0;
  while (!until.aborted) {
    const login = await api.post('/auth/login', credentials);
    logIns += 1;
    if (login.status !== 200) failures.push(`log-in ${login.status} ${login.body?.code}`);
    for (let times = 0; times < 4 && login.status === 200 && !until.aborted; times += 1) {
      changes += 1;
      const body = { full_name: `Name ${changes}` };
      const { status, body: answer } = await api.call('PATCH', '/users/me', { token: login.body.access_token, body });
      if (status !== 200) failures.push(`change ${status} ${answer?.code}`);
      await delay(25);
    }
  }
  return { logIns, changes, failures };
}

/** Milliseconds from a request to its mail. */
export interface Delays {
  readonly asked: number;
  readonly median: number;
  /** Nineteen of twenty are no slower. */
  readonly most: number;
  readonly slowest: number;
}

/** Somebody else, another one each time, asks for a reset twice a second and waits for the mail. */
export function bystanders(api: ApiClient, smtp: SmtpSink, emailOf: (index: number) => string) {
  let index = 0;
  const ask = async (): Promise<number> => {
    const email = emailOf(index);
    index += 1;
    const since = performance.now();
    await api.post('/auth/request-password-reset', { email });
    await smtp.waitForMail(email, undefined, 60_000);
    return performance.now() - since;
  };
  return {
    async serve(seconds: number): Promise<Delays> {
      const asked: Promise<number>[] = [];
      const until = performance.now() + seconds * 1000;
      while (performance.now() < until) {
        asked.push(ask());
        await delay(500);
      }
      const delays = (await Promise.all(asked)).sort((left, right) => left - right);
      const at = (share: number) => Math.round(delays[Math.floor((delays.length - 1) * share)] ?? 0);
      return { asked: delays.length, median: at(0.5), most: at(0.95), slowest: at(1) };
    },
  };
}
