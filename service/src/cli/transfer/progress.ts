/** Where progress is shown: a terminal, or a log that gets a line now and then. */
export interface ProgressScreen {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressState {
  readonly rows: number;
  /** 0 to 1; null while nobody knows how much there is. */
  readonly share: number | null;
  /** What else there is to say, such as how many of each result. */
  readonly detail: string;
}

const barWidth = 24;
const terminalEveryMs = 200;
const logEveryMs = 10_000;

/** Tells how far it is: a bar that is drawn over itself on a terminal, elsewhere a line every ten seconds. */
export class Progress {
  readonly #screen: ProgressScreen;
  readonly #nowMs: () => number;
  readonly #startedMs: number;
  #toldMs: number;
  #drawn = false;

  constructor(screen: ProgressScreen, nowMs: () => number = () => performance.now()) {
    this.#screen = screen;
    this.#nowMs = nowMs;
    this.#startedMs = nowMs();
    this.#toldMs = this.#startedMs;
  }

  /** Shown when it is time for it. */
  update(state: ProgressState): void {
    const now = this.#nowMs();
    const every = this.#screen.isTTY ? terminalEveryMs : logEveryMs;
    if (now - this.#toldMs < every) return;
    this.#toldMs = now;
    const text = this.#text(state, (now - this.#startedMs) / 1000);
    if (!this.#screen.isTTY) {
      this.#screen.write(`${text}\n`);
      return;
    }
    this.#drawn = true;
    this.#screen.write(`\r\u001b[2K${text.slice(0, (this.#screen.columns ?? 80) - 1)}`);
  }

  /** Takes the bar away, so that what is said next stands alone. */
  clear(): void {
    if (this.#drawn) this.#screen.write('\r\u001b[2K');
    this.#drawn = false;
  }

  /** Since it began. */
  get seconds(): number {
    return (this.#nowMs() - this.#startedMs) / 1000;
  }

  #text({ rows, share, detail }: ProgressState, seconds: number): string {
    const rate = Math.round(rows / Math.max(seconds, 0.001));
    const figures = `${rows.toLocaleString('en')} rows, ${rate.toLocaleString('en')}/s`;
    const known = share === null || share <= 0 ? [] : [this.#bar(share), remaining(share, seconds)];
    return [...known, figures, detail].filter((part) => part !== '').join('  ');
  }

  #bar(share: number): string {
    const done = Math.round(Math.min(share, 1) * barWidth);
    return `[${'#'.repeat(done)}${'.'.repeat(barWidth - done)}] ${Math.floor(Math.min(share, 1) * 100)}%`;
  }
}

function remaining(share: number, seconds: number): string {
  const left = Math.ceil((seconds / share) * (1 - Math.min(share, 1)));
  return left >= 60 ? `${Math.floor(left / 60)} min ${left % 60} s left` : `${left} s left`;
}
