import { describe, expect, it } from 'vitest';
import { checkAll } from '../faults/chaos/checks/check-all.ts';
import type { Evidence } from '../faults/chaos/checks/evidence.ts';
import { faultPlan } from '../faults/chaos/plan/fault-plan.ts';
import { parseRunOptions } from '../faults/chaos/run/options.ts';
import { published, soundEvidence, spoilt } from '../support/fault-evidence.ts';

const at = <T>(items: readonly T[], index: number): T => items[index] as T;

describe('the checks after a storm', () => {
  it('find nothing wrong where nothing is', () => {
    expect(checkAll(soundEvidence())).toEqual([]);
  });

  it('let an event come again, as it was', () => {
    expect(spoilt(({ published: all }) => ({ published: [...all, { ...at(all, 3), offset: 99n }] }))).toEqual([]);
  });

  it('let a mail come again once for each death of a worker, and not without one', () => {
    const again = (arrivedAt: number) => spoilt(({ mails }) => ({ mails: [...mails, { ...at(mails, 1), arrivedAt }] }));
    expect(again(5_500)).toEqual([]);
    const late = { what: 'kill worker-1', from: 9_000, until: 9_000, workers: 1 };
    const unexplained = spoilt(({ mails }) => ({ mails: [...mails, at(mails, 1)], mailFaults: [late] }));
    expect(unexplained.join()).toContain('came again, and no fault accounts for it');
  });

  // In a storm the worker that makes a link was killed, and a rename came before it.
  it('let a link that was asked for be made later than what was done after that, and not never', () => {
    const asked = ({ writes }: Evidence) =>
      writes.findIndex(({ operation }) => operation === 'ask for another address');
    const earlier = (sound: Evidence) => {
      const [index, { writes }] = [asked(sound), sound];
      return {
        writes: [...writes.slice(0, index - 1), at(writes, index), at(writes, index - 1), ...writes.slice(index + 1)],
      };
    };
    expect(spoilt(earlier)).toEqual([]);
    const twice = (sound: Evidence) => ({ writes: [...sound.writes, at(sound.writes, asked(sound))] });
    expect(spoilt(twice).join()).toContain('"ask for another address" was acknowledged and is lost');
  });

  it('let a fault account for one repetition in each worker that it befell, and for no more', () => {
    const again = (times: number, workers: number) => {
      return spoilt(({ mails, mailFaults }) => ({
        mails: [...mails, ...Array.from({ length: times }, () => at(mails, 1))],
        mailFaults: [...mailFaults, { ...at(mailFaults, 0), workers }],
      }));
    };
    expect(again(3, 2)).toEqual([]);
    expect(again(4, 2)).toHaveLength(1);
  });

  it('let a mail be called off by an erasure soon after its promise, and not by a late one', () => {
    const erased = (after: number) =>
      spoilt(({ log, users, writes, published: all, mails }) => {
        const { id: of, sequence, version } = at(users, 0);
        const last = at(log, 5);
        const gone = {
          ...last,
          id: 'gone',
          type: 'user.deleted',
          sequence: sequence + 1,
          at: last.at + after,
          data: '{}',
        };
        return {
          log: [...log.slice(0, 6), gone, ...log.slice(6)].map((event, index) => ({
            ...event,
            position: BigInt(index),
          })),
          ...{
            feed: [...log.slice(0, 6), gone, ...log.slice(6)],
            followed: [...log.slice(0, 6), gone, ...log.slice(6)],
            streamed: [...log.slice(0, 6), gone, ...log.slice(6)],
          },
          published: [...all, published(gone, 99)],
          users: users.map((user) =>
            user.id === of ? { ...user, erased: true, sequence: gone.sequence, version } : user,
          ),
          writes: [...writes, { ...at(writes, 0), operation: 'delete', effect: { type: 'user.deleted' } }],
          mails: mails.filter((mail) => mail !== at(mails, 1)),
        };
      });
    expect(erased(1_000)).toEqual([]);
    expect(erased(100_000).join()).toContain('1 mails "notice" were promised, 0 came');
  });

  // Save, then publish: the change is committed, and the process dies before its event is anywhere.
  it('catch a change without its event', () => {
    const wrong = spoilt(({ log, published: all }) => {
      const last = at(log, 5);
      return {
        log: log.filter((event) => event !== last),
        published: all.filter(({ headers }) => headers.ce_id !== last.id),
      };
    }).join('\n');
    expect(wrong).toContain('its row has made 6 events, the log holds 5');
    expect(wrong).toContain('"change password" was acknowledged and is lost');
  });

  it('catch a row that the relay passed over', () => {
    const wrong = spoilt(({ published: all }) => ({ published: all.filter((_, index) => index !== 4) }));
    expect(wrong.join()).toMatch(/Kafka: user.updated number 5 of .* is not there/);
  });

  it('catch two events of one user that changed places', () => {
    const swapped = spoilt(({ published: all }) => {
      const [third, fourth] = [at(all, 3), at(all, 4)];
      const others = all.filter((each) => each !== third && each !== fourth);
      return { published: [...others, { ...third, offset: fourth.offset }, { ...fourth, offset: third.offset }] };
    });
    expect(swapped.join()).toContain('has number 4 first after 5');
  });

  it.each<[string, string, (sound: Evidence) => Partial<Evidence>]>([
    ['an acknowledged write that is nowhere', 'is lost', ({ writes }) => ({ writes: [...writes, at(writes, 2)] })],
    [
      'acknowledged writes in another order',
      'out of order',
      ({ writes }) => ({ writes: [at(writes, 0), at(writes, 2), at(writes, 1), ...writes.slice(3)] }),
    ],
    [
      'a refused write that was done',
      'nobody asked',
      ({ writes }) => ({ writes: writes.filter((_, index) => index !== 3) }),
    ],
    ['an account that nobody asked for', 'nobody asked', ({ writes }) => ({ writes: writes.slice(7) })],
    [
      'half of a change',
      'full_name is Nobody in its row',
      ({ users }) => ({ users: [{ ...at(users, 0), full_name: 'Nobody' }, at(users, 1)] }),
    ],
    ['a row that is gone', 'no row', ({ users }) => ({ users: users.slice(1) })],
    ['a number given twice', 'where', ({ log }) => ({ log: [...log, { ...at(log, 0), id: 'another' }] })],
    ['events that still wait', 'still wait', () => ({ waiting: 3 })],
    [
      'an event that came in behind a reader',
      'followed feed: at place 3',
      ({ followed }) => ({ followed: [...followed.slice(0, 2), ...followed.slice(3)] }),
    ],
    ['a feed that skips', 'feed: at place 2', ({ feed }) => ({ feed: feed.filter((_, index) => index !== 1) })],
    [
      'a record that was never committed',
      'was never committed',
      ({ log, published: all }) => ({
        published: [...all, published({ ...at(log, 0), id: 'ghost', sequence: 9 }, 99)],
      }),
    ],
    [
      'a repetition of other bytes',
      'differ',
      ({ published: all }) => ({ published: [...all, { ...at(all, 2), value: '{}', offset: 99n }] }),
    ],
    [
      'a user in two partitions',
      'several partitions',
      ({ published: all }) => ({ published: all.map((each, index) => ({ ...each, partition: index % 2 })) }),
    ],
    [
      'a mail that never came',
      '1 mails "notice" were promised, 0 came',
      ({ mails }) => ({ mails: mails.filter((_, index) => index !== 1) }),
    ],
    [
      'a mail that nobody promised',
      'a change that is not there',
      ({ mails }) => ({ mails: [...mails, { ...at(mails, 0), to: 'eve@example.com', messageId: '<e>' }] }),
    ],
  ])('catch %s', (_, complaint, spoil) => {
    expect(spoilt(spoil).join('\n')).toContain(complaint);
  });
});

describe('the plan of faults', () => {
  const plan = (seed: number, length: number) => [...faultPlan(seed).take(length)];

  it('depends on the seed alone', () => {
    expect(plan(7, 200)).toEqual(plan(7, 200));
    expect(plan(7, 200)).not.toEqual(plan(8, 200));
  });

  it('has every kind of fault, and more kills than anything else', () => {
    const faults = plan(1, 2_000);
    const count = (fits: (text: string) => boolean) => faults.filter((each) => fits(JSON.stringify(each))).length;
    for (const part of [
      'kafka',
      'redis',
      'postgres',
      'smtp',
      'clients',
      'half-open',
      'slow',
      'cut',
      'frozen',
      'empty',
    ]) {
      expect(count((text) => text.includes(`"${part}"`))).toBeGreaterThan(5);
    }
    expect(count((text) => text.includes('"kill"'))).toBeGreaterThan(1_000);
  });
});

describe('the options of the long form', () => {
  it('are a storm of ten minutes and a seed to be repeated, unless told', () => {
    expect(parseRunOptions([])).toMatchObject({ scenario: 'storm', minutes: 10, kills: Number.POSITIVE_INFINITY });
    expect(parseRunOptions(['--', '--seed', '7', '--kills', '100'])).toMatchObject({ seed: 7, kills: 100 });
    expect(parseRunOptions(['rolling-restart', '--times', '6'])).toMatchObject({
      scenario: 'rolling-restart',
      times: 6,
    });
    expect(parseRunOptions(['upgrade', '--from', 'v1'])).toMatchObject({ scenario: 'upgrade', from: 'v1' });
  });

  it('name what is not there', () => {
    expect(() => parseRunOptions(['calm'])).toThrow('"calm"');
    expect(() => parseRunOptions(['--seed', 'x'])).toThrow('--seed');
    expect(() => parseRunOptions(['--sede', '1'])).toThrow('--sede');
    expect(() => parseRunOptions(['upgrade'])).toThrow('--from');
  });
});
