import type { Clock } from '@users/application';

/** A clock that stands still until it is told. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start: Date = new Date('2026-03-01T12:00:00.000Z')) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }
}
