import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describeWithOwnServers } from '../support/services/own-servers.ts';
import { upgrade } from './scenarios/upgrade.ts';

/** The release before, as long as there is none: a commit that lacks every migration that adds to a table in use. */
const releaseBefore = '9df04d7';

describeWithOwnServers('an older release comes to the present one under load', () => {
  it('and nobody notices', { timeout: 400_000 }, async (test) => {
    test.skip(!isKnown(releaseBefore), `this clone has no commit ${releaseBefore}: git fetch --unshallow`);
    const { counts, complaints } = await upgrade({
      from: releaseBefore,
      seconds: 6,
      users: 2_000,
      members: 4,
      seed: 1,
    });
    expect(complaints).toEqual([]);
    expect(counts.acknowledged).toBeGreaterThan(50);
    expect(counts.lists).toBeGreaterThan(10);
  });
});

function isKnown(ref: string): boolean {
  try {
    execFileSync('git', ['cat-file', '-e', `${ref}^{commit}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
