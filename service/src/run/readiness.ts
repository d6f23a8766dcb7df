/** What `/readyz` of the operations listener tells of one part, or of the process as a whole. */
export interface ReadinessCheck {
  readonly status: 'up' | 'down' | 'starting' | 'draining';
  readonly detail?: string;
}

interface Part {
  /** Without it no request can be answered; others are shown and do without. */
  readonly needed: boolean;
  readonly check: () => Promise<void>;
}

const timeoutMs = 2000;

/** Whether a load balancer should send requests here, and how each part is. */
export class Readiness {
  readonly #parts = new Map<string, Part>();
  /** Draining, requests that still come are answered; new ones should go elsewhere, as they should at the start. */
  phase: 'starting' | 'running' | 'draining' = 'starting';

  add(name: string, part: Part): void {
    this.#parts.set(name, part);
  }

  async report(): Promise<{ ready: boolean; checks: Record<string, ReadinessCheck> }> {
    const entries = await Promise.all([...this.#parts].map(async ([name, part]) => [name, await look(part)] as const));
    const checks: Record<string, ReadinessCheck> = Object.fromEntries(entries);
    const up = [...this.#parts].every(([name, part]) => !part.needed || checks[name]?.status === 'up');
    if (this.phase !== 'running') checks.process = { status: this.phase };
    return { ready: up && this.phase === 'running', checks };
  }
}

async function look(part: Part): Promise<ReadinessCheck> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('no answer')), timeoutMs);
  try {
    await Promise.race([part.check(), late.promise]);
    return { status: 'up' };
  } catch {
    return { status: 'down', detail: 'cannot be reached' };
  } finally {
    clearTimeout(timer);
  }
}
