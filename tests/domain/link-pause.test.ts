import { type LinkPause, nextLink } from '@users/domain';
import { describe, expect, it } from 'vitest';

const start = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(start + seconds * 1000);

/** Asks at each of these seconds; the seconds at which a link went. */
function answered(seconds: readonly number[], epochAt: (second: number) => number = () => 1): readonly number[] {
  let pause: LinkPause | null = null;
  return seconds.filter((second) => {
    const next = nextLink(pause, epochAt(second), at(second));
    pause = next ?? pause;
    return next !== null;
  });
}

const everySecond = (until: number) => Array.from({ length: until + 1 }, (_, second) => second);

describe('links that anybody may ask for', () => {
  it('go at once, then after 1, 5, 15 and again 15 minutes, however often they are asked for', () => {
    expect(answered(everySecond(4_000))).toEqual([0, 60, 360, 1260, 2160, 3060, 3960]);
  });

  it('are six at most in any hour', () => {
    const went = answered(everySecond(30_000));
    for (const from of went) expect(went.filter((at) => at >= from && at < from + 3600).length).toBeLessThanOrEqual(6);
  });

  it.each<[string, readonly number[], readonly number[]]>([
    ['one second too early', [0, 59, 60], [0, 60]],
    ['one second too early after the second', [0, 60, 359, 360], [0, 60, 360]],
    ['one second too early after the third', [0, 60, 360, 1259, 1260], [0, 60, 360, 1260]],
    ['a pause that nobody used', [0, 1000, 1299, 1300], [0, 1000, 1300]],
    ['almost an hour of quiet', [0, 60, 3659, 3959], [0, 60, 3659]],
    ['an hour of quiet: from the start', [0, 60, 360, 3960, 4020], [0, 60, 360, 3960, 4020]],
  ])('%s', (_, asked, went) => {
    expect(answered(asked)).toEqual(went);
  });

  it('begin anew when the epoch moves: what went before is dead', () => {
    expect(answered([0, 10, 20, 30, 90], (second) => (second < 20 ? 1 : 2))).toEqual([0, 20, 90]);
  });

  // Tasks of one address may run in another order than they were asked for: the link of the later one has gone.
  it('do not go for a request that is older than the newest link', () => {
    expect(nextLink({ epoch: 1, links: 1, lastAt: at(100) }, 1, at(0))).toBeNull();
  });

  it('say what is known afterwards', () => {
    expect(nextLink(null, 3, at(5))).toEqual({ epoch: 3, links: 1, lastAt: at(5) });
    expect(nextLink({ epoch: 3, links: 7, lastAt: at(0) }, 3, at(900))).toEqual({
      epoch: 3,
      links: 8,
      lastAt: at(900),
    });
  });
});
