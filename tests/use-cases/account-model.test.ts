import { it } from 'vitest';
import { useCaseFixture } from '../support/use-case-fixture.ts';
import { checkAccountModel } from './account-model-property.ts';

it('random histories of accounts go as the model says', async () => {
  const setup = async () => {
    const fixture = useCaseFixture();
    return { fixture, outbox: fixture.memory.outbox, close: async () => {} };
  };
  await checkAccountModel(setup, { histories: 30, commands: 60 });
});
