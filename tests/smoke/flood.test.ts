import { expect, it } from 'vitest';
import { describeWith } from '../support/services/require.ts';
import { flood } from '../faults/flood/flood.ts';
import { complaints, lines } from '../faults/flood/verdict.ts';

// The short form of `pnpm test:flood`: a caller without an account could lock its owner out of any account, and fill a
// mailbox and a disk (85 requests a second made one in five log-ins fail, 338 mails, 7 GB a day).
describeWith('postgres', 'a flood of requests about one address', ({ postgres }) => {
  it('makes nothing of its owner fail, and leaves no more than one mail of each kind', {
    timeout: 120_000,
  }, async () => {
    const result = await flood({ postgres, seconds: 12, quietSeconds: 2, restSeconds: 0, print: () => {} });
    expect(complaints(result, { times: false }), lines(result).join('\n')).toEqual([]);
  });
});
