import { Writable } from 'node:stream';
import { DependencyUnavailable, NotYet, type TaskOutcome } from '@users/application';
import { createLogger } from '@users/service/run/logger';
import { reportTask } from '@users/service/run/report-task';
import { describe, expect, it } from 'vitest';

const task = {
  ...{ id: 'task-1', type: 'send_mail', payload: { to: 'ada@example.com' }, traceparent: null },
  ...{ requestId: 'request-1', lease: 'lease-1', attempt: 2, ageSeconds: 1 },
};

/** The one line that is logged of it. */
function lineOf(result: TaskOutcome['result'], error: unknown): Record<string, unknown> {
  const lines: string[] = [];
  const stream = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
  reportTask(createLogger({ level: 'debug', format: 'json' }, 'worker', stream), { task, result, error });
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

describe('the line about a task', () => {
  it.each<[TaskOutcome['result'], unknown, number, string]>([
    ['done', null, 20, 'task done'],
    ['retried', new TypeError('broken'), 40, 'task retried'],
    ['parked', new TypeError('broken'), 50, 'task parked'],
    ['lost', new TypeError('broken'), 30, 'task taken over by another worker'],
    ['unnoted', new DependencyUnavailable('postgresql'), 40, 'task ended, which could not be noted: it runs again'],
    // A worker of five slots beside a slow mail server puts some back every two seconds.
    ['retried', new NotYet('another'), 30, 'task put back for a moment'],
  ])('that is %s: level and words', (result, error, level, msg) => {
    const line = lineOf(result, error);
    expect(line).toMatchObject({
      level,
      msg,
      task: 'send_mail',
      task_id: 'task-1',
      request_id: 'request-1',
      attempt: 2,
    });
    expect(JSON.stringify(line)).not.toContain('ada@example.com');
  });

  it('tells a fault with its place, and what is away by its name alone', () => {
    expect(lineOf('retried', new TypeError('broken'))).toMatchObject({
      err: { stack: expect.stringContaining('at ') },
    });
    const away = lineOf('retried', new DependencyUnavailable('mail'));
    expect(away).toMatchObject({ away: 'mail' });
    expect(away).not.toHaveProperty('err');
    expect(lineOf('retried', new NotYet('another'))).not.toHaveProperty('err');
  });
});
