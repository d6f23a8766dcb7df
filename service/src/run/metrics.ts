import type { Outbox, TaskQueue } from '@users/application';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** One request, by the pattern of its route: a path with an id in it would make a series per user. */
export interface ObservedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

interface Sources {
  readonly outbox: Pick<Outbox, 'backlog'>;
  readonly tasks: Pick<TaskQueue, 'countByType'>;
  readonly hashing: () => { readonly running: number; readonly waiting: number };
}

/** Prometheus metrics of this process and of the two queues that all processes share. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;

  constructor(sources: Sources) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of HTTP requests by route.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
    const hashing = new Gauge({
      name: 'users_password_hashing',
      help: 'Password hashes running and waiting.',
      labelNames: ['state'],
      registers,
    });
    const outbox = new Gauge({ name: 'users_outbox_events', help: 'Events not yet published.', registers });
    const parked = new Gauge({
      name: 'users_outbox_parked_events',
      help: 'Events that Kafka refused too often; each holds up its own user.',
      registers,
    });
    const age = new Gauge({
      name: 'users_outbox_oldest_seconds',
      help: 'Age of the oldest event not yet published, those behind a refused one left out.',
      registers,
    });
    const tasks = new Gauge({
      name: 'users_tasks',
      help: 'Tasks by type and state. Each type of housekeeping has one that always waits.',
      labelNames: ['type', 'state'],
      registers,
    });
    this.#collect = async () => {
      const { running, waiting } = sources.hashing();
      hashing.set({ state: 'running' }, running);
      hashing.set({ state: 'waiting' }, waiting);
      const [backlog, counts] = await Promise.all([sources.outbox.backlog(), sources.tasks.countByType()]);
      outbox.set(backlog.waiting);
      parked.set(backlog.parked);
      age.set(backlog.oldest ? Math.max(0, (Date.now() - backlog.oldest.getTime()) / 1000) : 0);
      // A type of which none is left is told no more.
      tasks.reset();
      for (const { type, waiting, parked } of counts) {
        tasks.set({ type, state: 'waiting' }, waiting);
        tasks.set({ type, state: 'parked' }, parked);
      }
    };
  }

  readonly #collect: () => Promise<void>;

  observe({ method, route, status, seconds }: ObservedRequest): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** The text format of Prometheus. The process's own figures are told even while PostgreSQL is away. */
  async text(): Promise<{ contentType: string; body: string }> {
    await this.#collect().catch(() => undefined);
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}
