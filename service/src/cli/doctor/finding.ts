/** What was found of one part of the service. */
export interface Finding {
  readonly name: string;
  /** `off`: not configured, and not needed then. `warn`: works, and will not when something small happens. */
  readonly status: 'ok' | 'off' | 'warn' | 'failed';
  readonly detail: string;
  /** What to do about it; null while there is nothing to do. */
  readonly remedy: string | null;
}

export function fine(name: string, detail: string): Finding {
  return { name, status: 'ok', detail, remedy: null };
}

export function off(name: string, detail: string): Finding {
  return { name, status: 'off', detail, remedy: null };
}

export function warned(name: string, detail: string, remedy: string): Finding {
  return { name, status: 'warn', detail, remedy };
}

export function failed(name: string, detail: string, remedy: string): Finding {
  return { name, status: 'failed', detail, remedy };
}

/** The words of what went wrong, its cause first: that is what names the host or the refusal. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Several addresses were tried: each has its own reason.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reasonOf).join('; ');
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message || error.name;
}
