import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { it } from 'vitest';
import { CredentialHistory, deeds } from './credential-history.ts';

/**
 * A person who changes a credential believes that somebody else has it. Whatever that somebody took along before, the
 * refresh token of any session, the current one or the one before in its grace, must be worthless afterwards; it was
 * not, as long as the session that made the change went on with its own. (A password, and an address: RFC 9700 §4.14.2
 * leaves to the server which events revoke refresh tokens.)
 */
it('no refresh token issued before a change of credentials is ever accepted after it', async () => {
  const step = record({ deed: constantFrom(...deeds), session: nat(3), age: constantFrom(0, 0, 0, 1, 1, 2) });
  const property = asyncProperty(array(step, { minLength: 5, maxLength: 25, size: 'max' }), async (steps) => {
    const history = await CredentialHistory.begin();
    for (const { deed, session, age } of steps) await history.do(deed, { session, age });
    await history.expectFormerRefused();
  });
  await assert(property, { numRuns: 40 });
});
