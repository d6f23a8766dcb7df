import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describeWithOwnServers } from '../support/services/own-servers.ts';
import { upgrade } from './scenarios/upgrade.ts';

/** The release before, as long as there is none: a commit that lacks every migration that adds to a table in use. */
const releaseBefore = '9df04d7';

if (git('cat-file', '-e', `${releaseBefore}^{commit}`) === null) {
  // Nothing to start from. That is right in a clone without its history, and nowhere else.
  console.warn(`tests/faults/upgrade: this clone has no commit ${releaseBefore}: git fetch --unshallow`);
  it(`is not tried: the history does not reach back to ${releaseBefore}`, () => {
    expect(git('rev-parse', '--is-shallow-repository')).not.toBe('false');
  });
} else {
  describeWithOwnServers('an older release comes to the present one under load', () => {
    it('and nobody notices', { timeout: 400_000 }, async () => {
      const load = { seconds: 6, users: 2_000, members: 4, seed: 1 };
      const { counts, complaints } = await upgrade({ from: releaseBefore, ...load });
      expect(complaints).toEqual([]);
      expect(counts.acknowledged).toBeGreaterThan(50);
      expect(counts.lists).toBeGreaterThan(10);
    });
  });
}

/** What git says; null when it refuses, or there is none. */
function git(...args: string[]): string | null {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}
