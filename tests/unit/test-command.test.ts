import { describe, expect, it } from 'vitest';
import { parseOptions, servicesFor } from '../support/runner/options.ts';
import { countTier, exitCode, plainLine, sum, type VitestReport } from '../support/runner/outcome.ts';

const file = (name: string, status: string, tests: string[]): VitestReport['testResults'][number] => ({
  name,
  status,
  assertionResults: tests.map((test) => ({ status: test, ancestorTitles: ['', name], fullName: `${name} ${test}` })),
});

describe('counting a tier', () => {
  it('counts tests by what became of them', () => {
    const report = {
      testResults: [file('a', 'passed', ['passed', 'skipped', 'todo']), file('b', 'failed', ['failed'])],
    };
    expect(countTier(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 2, skippedGroups: ['a: a'] });
  });

  it('counts a file that did not load, beside files that failed otherwise', () => {
    const report = { testResults: [file('a', 'failed', []), file('b', 'failed', ['failed', 'passed'])] };
    expect(countTier(report, 1)).toMatchObject({ passed: 1, failed: 2 });
  });

  it('counts a hook that threw and left its tests out', () => {
    expect(countTier({ testResults: [file('a', 'failed', ['skipped', 'skipped'])] }, 1)).toMatchObject({ failed: 1 });
  });

  it('counts a crash that the report knows nothing of', () => {
    const green = { testResults: [file('a', 'passed', ['passed'])] };
    expect(countTier(green, 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(countTier(green, undefined)).toMatchObject({ failed: 1 });
    expect(countTier(undefined, 0)).toMatchObject({ failed: 1 });
  });

  it('lets a tier without tests pass', () => {
    expect(countTier({ testResults: [] }, 0)).toMatchObject({ passed: 0, failed: 0, skipped: 0 });
  });
});

describe('the end of a run', () => {
  const outcome = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped, skippedGroups: [] });

  it('is a plain line over all tiers', () => {
    expect(plainLine(sum([outcome(3, 1, 0), outcome(4, 0, 0)]))).toBe('7 passed, 1 failed');
    expect(plainLine(sum([outcome(3, 0, 2), outcome(4, 0, 1)]))).toBe('7 passed, 0 failed, 3 skipped');
  });

  it('fails on a failure anywhere, and on a skipped test only where skipping is not allowed', () => {
    expect(exitCode(outcome(1, 0, 0), true)).toBe(0);
    expect(exitCode(outcome(1, 1, 0), false)).toBe(1);
    expect(exitCode(outcome(1, 0, 1), false)).toBe(0);
    expect(exitCode(outcome(1, 0, 1), true)).toBe(1);
  });
});

describe('the arguments', () => {
  it('choose tiers, kept in their order, and leave the rest to vitest', () => {
    expect(parseOptions(['--', '--tier', 'e2e,fast', 'login', '-t', 'refuses'])).toEqual({
      tiers: ['fast', 'e2e'],
      rest: ['login', '-t', 'refuses'],
    });
    expect(parseOptions(['--tier=faults']).tiers).toEqual(['faults']);
    expect(parseOptions([]).tiers).toEqual(['fast', 'adapters', 'e2e', 'clients', 'browser', 'smoke']);
  });

  it('start no more than the chosen tiers need', () => {
    expect(servicesFor(['fast'])).toEqual([]);
    expect(servicesFor(['fast', 'browser'])).toEqual(['chromium']);
    expect(servicesFor(['browser', 'adapters'])).toEqual(['postgres', 'redis', 'kafka', 'chromium']);
  });

  it('name no tier that is not there', () => {
    expect(() => parseOptions(['--tier', 'slow'])).toThrow('"slow"');
  });
});
