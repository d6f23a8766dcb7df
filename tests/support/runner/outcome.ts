/** The part of vitest's JSON report that is read here. */
export type VitestReport = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly ancestorTitles: readonly string[];
      readonly fullName: string;
    }[];
  }[];
};

/** How the tests of a tier, or of all, went. */
export type Outcome = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The groups that were skipped, each once, with their file. */
  readonly skippedGroups: readonly string[];
};

/**
 * Counts a tier so that nothing that went wrong is lost: a file that did not load, a hook that threw and a runner that
 * crashed have no failed test in the report and count as one failure each.
 *
 * @param report undefined when vitest left none
 * @param exitCode of vitest; undefined when a signal ended it
 */
export function countTier(report: VitestReport | undefined, exitCode: number | undefined): Outcome {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const skippedGroups = new Set<string>();
  for (const file of report?.testResults ?? []) {
    const failedBefore = total.failed;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') total.passed += 1;
      else if (test.status === 'failed') total.failed += 1;
      else {
        total.skipped += 1;
        skippedGroups.add(`${file.name}: ${test.ancestorTitles.find((title) => title !== '') ?? test.fullName}`);
      }
    }
    if (file.status === 'failed' && total.failed === failedBefore) total.failed += 1;
  }
  if (total.failed === 0 && (report === undefined || exitCode !== 0)) total.failed = 1;
  return { ...total, skippedGroups: [...skippedGroups] };
}

/** All tiers as one. */
export function sum(outcomes: readonly Outcome[]): Outcome {
  const add = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
  return {
    passed: add((one) => one.passed),
    failed: add((one) => one.failed),
    skipped: add((one) => one.skipped),
    skippedGroups: outcomes.flatMap((one) => one.skippedGroups),
  };
}

/** The last line of a run, which other programs read: `12 passed, 0 failed`, and `, 3 skipped` only if any were. */
export function plainLine(outcome: Outcome): string {
  const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : '';
  return `${outcome.passed} passed, ${outcome.failed} failed${skipped}`;
}

/** A skipped test proves nothing, and nobody reads the notes of a green run: where it counts, skipping is failing. */
export function exitCode(outcome: Outcome, strict: boolean): 0 | 1 {
  return outcome.failed > 0 || (strict && outcome.skipped > 0) ? 1 : 0;
}
