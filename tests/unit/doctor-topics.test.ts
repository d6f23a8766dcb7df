import type { KafkaFacts, TopicFacts } from '@users/kafka';
import { topicFindings } from '@users/service/cli/doctor/check-events';
import { describe, expect, it } from 'vitest';

const good: TopicFacts = { name: 'user.created', partitions: 6, leaderless: 0, replicas: 3, inSync: 3, minInSync: 2 };

function findings(topic: Partial<TopicFacts>, facts: Partial<KafkaFacts> = {}) {
  return topicFindings({ brokers: 3, topics: [{ ...good, ...topic }], missing: [], createRefusal: null, ...facts });
}

describe('what the doctor says of topics', () => {
  it('is one line when they are as they should be', () => {
    expect(findings({})).toEqual([
      expect.objectContaining({
        status: 'ok',
        detail: 'user.created (6 partitions, 3 replicas, 2 must be in sync)',
        remedy: null,
      }),
    ]);
  });

  it.each([
    ['failed', /without a leader/, { leaderless: 1 }],
    ['failed', /fewer replicas in sync/, { inSync: 1 }],
    ['warn', /one replica/, { replicas: 1, inSync: 1, minInSync: 1 }],
    ['warn', /no broker may be down/, { minInSync: 3 }],
    ['warn', /acknowledged by one broker/, { minInSync: 1 }],
  ] as const)('is %s, why, and what to do: %s', (status, detail, topic) => {
    const found = findings(topic);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ status, detail: expect.stringMatching(detail) });
    expect(found[0]?.detail).toContain('user.created');
    expect(found[0]?.remedy).toMatch(/\w/);
  });

  it('does without what it may not read, and with a single broker', () => {
    expect(findings({ minInSync: null })[0]).toMatchObject({ status: 'ok' });
    expect(findings({ replicas: 1, inSync: 1, minInSync: 1 }, { brokers: 1 })[0]).toMatchObject({ status: 'ok' });
  });

  it('is nothing to worry about when they are missing and can be made', () => {
    const found = findings({}, { topics: [], missing: ['user.created', 'user.deleted'] });
    expect(found).toMatchObject([{ status: 'off', detail: expect.stringContaining('user.created, user.deleted') }]);
    expect(findings({}, { missing: ['user.deleted'] }).map(({ status }) => status)).toEqual(['ok', 'off']);
  });

  it('is how to make those that we may not', () => {
    const refused = { topics: [], missing: ['user.created'], createRefusal: 'TOPIC_AUTHORIZATION_FAILED' };
    expect(findings({}, refused)).toMatchObject([
      {
        status: 'failed',
        detail: expect.stringContaining('TOPIC_AUTHORIZATION_FAILED'),
        remedy: expect.stringContaining('--create --topic user.created --partitions 6 --replication-factor 3'),
      },
    ]);
  });
});
