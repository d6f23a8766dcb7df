import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { endAfter } from '@users/service/run/stop-deadline';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('a stop that hangs is ended when its time is over, with a word and not before', () => {
  const [exits, words]: [number[], string[]] = [[], []];
  endAfter(50, { error: (word: string) => words.push(word) } as never, (code) => exits.push(code));
  vi.advanceTimersByTime(49_999);
  expect(exits).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(exits).toEqual([1]);
  expect(words).toEqual(['still not stopped after 50 s: ending now']);
});
