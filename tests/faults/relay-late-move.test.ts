import { beforeEach, expect, it } from 'vitest';
import { pidOf, type RelayPair, startRelayPair } from '../support/relay-pair.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';
import { expectNothingLost } from './relay-evidence.ts';

const patience = { timeoutMs: 60_000 };
/** How a move to the log begins. */
const move = 'delete from outbox';

describeWith(['postgres', 'kafka'], 'a move to the log that is held up on its way', (services) => {
  let pair: RelayPair;

  beforeEach(async () => {
    pair = await startRelayPair(services);
    return () => pair.close();
  });

  // Both have published the same events and moved none of them: only the fence says whose move counts.
  it('moves nothing when it arrives after another relay has taken over', async () => {
    const { witness, logged } = pair;
    const stopWriting = pair.write();
    await until('the first events in the log', async () => (await logged()).length > 20, patience);
    const { active: former, standby: successor } = await pair.parts();
    await former.cable.breakAt(move, 'frozen');
    await successor.cable.breakAt(move, 'frozen');
    const { pid } = await pair.lease();
    expect(pid).toBe(successor.process.pid);

    await former.cable.mend();
    const late = await until(
      'the late move to arrive',
      async () => (await witness.moves()).findLast((each) => each.relay === former.name && pidOf(each.holder) === pid),
      patience,
    );
    expect(late.events).toBe(0);

    await successor.cable.mend();
    await expectNothingLost(services.kafka, pair, await stopWriting());
  });
});
