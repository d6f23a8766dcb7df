import { Metrics } from '@users/service/run/metrics';
import { describe, expect, it } from 'vitest';

type Counts = { type: string; waiting: number; parked: number }[];

function metricsOf(tasks: { now: Counts }) {
  return new Metrics({
    outbox: { backlog: async () => ({ waiting: 2, oldest: null, parked: 0 }) },
    tasks: { countByType: async () => tasks.now },
    hashing: () => ({ running: 0, waiting: 0 }),
  });
}

const linesOf = async (metrics: Metrics) =>
  (await metrics.text()).body.split('\n').filter((line) => line.startsWith('users_tasks{'));

describe('the metrics of tasks', () => {
  it('tell what waits and what is parked of each type', async () => {
    const metrics = metricsOf({ now: [{ type: 'send_mail', waiting: 3, parked: 1 }] });
    expect(await linesOf(metrics)).toEqual([
      'users_tasks{type="send_mail",state="waiting"} 3',
      'users_tasks{type="send_mail",state="parked"} 1',
    ]);
  });

  // A gauge keeps its last figure: an alarm about parked mails would ring for ever.
  it('forget a type of which none is left', async () => {
    const tasks = { now: [{ type: 'send_mail', waiting: 0, parked: 1 }] };
    const metrics = metricsOf(tasks);
    expect(await linesOf(metrics)).toHaveLength(2);
    tasks.now = [];
    expect(await linesOf(metrics)).toEqual([]);
  });
});
