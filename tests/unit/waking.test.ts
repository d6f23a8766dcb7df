import type { IncomingRequest, IntakeOutcome } from '@users/application';
import { describe, expect, it } from 'vitest';
import { wakeFor, wakingIntake } from '@users/service/container/waking';
import { newTask } from '../contracts/samples.ts';

function listener() {
  const woken: string[] = [];
  const tasks = (types: readonly string[] | 'all') => woken.push(...(types === 'all' ? ['all'] : types));
  return { woken, wakes: { relay: () => woken.push('relay'), tasks } };
}

describe('a write', () => {
  it.each([
    ['events', { events: 2, taskTypes: [] }, ['relay']],
    ['a mail', { events: 0, taskTypes: ['send_mail'] }, ['send_mail']],
    ['both', { events: 1, taskTypes: ['send_mail'] }, ['relay', 'send_mail']],
    ['neither', { events: 0, taskTypes: [] }, []],
  ])('that left %s wakes whoever waits for it', (_, written, expected) => {
    const { woken, wakes } = listener();
    wakeFor(wakes, written);
    expect(woken).toEqual(expected);
  });
});

describe('a request of a stranger', () => {
  it.each([
    ['accepted', ['first']],
    ['repeated', ['again']],
    ['merged', []],
    ['answered', []],
  ] as const)('that is %s wakes what it left work for', async (outcome: IntakeOutcome, expected) => {
    const { woken, wakes } = listener();
    const now = new Date();
    const request: IncomingRequest = {
      task: { ...newTask({ type: 'first' }), key: 'k' },
      onRepeat: { ...newTask({ type: 'again' }), key: 'k again' },
      ...{ receivedAt: now, keyUntil: now, keptAnswer: null },
    };
    expect(await wakingIntake({ accept: async () => outcome }, wakes).accept(request)).toBe(outcome);
    expect(woken).toEqual(expected);
  });
});
