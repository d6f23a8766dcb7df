import { assert, asyncModelRun, asyncProperty, commands, constantFrom, noBias } from 'fast-check';
import type { AccountSystem } from './account-command.ts';
import { accountCommands, beginnings, expectAgreement } from './account-commands.ts';
import { AccountModel } from './account-model.ts';

/**
 * Runs random histories of accounts against the use-cases and a model of them written by hand.
 *
 * @param setup a system without any account; `close` gives it back after each history
 * @throws Error with the shortest history in which the two disagree
 */
export async function checkAccountModel(
  setup: () => Promise<AccountSystem & { close(): Promise<void> }>,
  options: { readonly histories: number; readonly commands: number },
): Promise<void> {
  // Unbiased: long histories are as likely as short ones, and only they get anywhere.
  const history = noBias(commands(accountCommands, { maxCommands: options.commands, size: 'max' }));
  const property = asyncProperty(constantFrom(...beginnings), history, async (beginning, steps) => {
    const { close, ...system } = await setup();
    try {
      const model = new AccountModel();
      await asyncModelRun(() => ({ model, real: system }), [...beginning, ...steps]);
      await expectAgreement(model, system);
    } finally {
      await close();
    }
  });
  await assert(property, { numRuns: options.histories });
}
