import { parseArgs } from 'node:util';
import { DomainError } from '@users/domain';
import { loadConfig } from '../config/config.ts';
import { StartError } from '../run/start-error.ts';
import { type Command, type CommandInput, UsageError } from './command.ts';
import { commands, nouns } from './commands.ts';
import { overview, verbsOf } from './help.ts';
import { unknownCommand } from './unknown-command.ts';

/** Runs one command. @returns the exit code: 0 done, 1 could not, 2 asked wrongly */
export async function runCommandLine(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const [first = 'help', ...others] = args;
  if (first === '--version') return runCommandLine(['version', ...others], environment);
  if (first === 'help' && others.length > 0) return runCommandLine([...others, '--help'], environment);
  if (first === 'help' || first === '--help') {
    console.log(overview());
    return 0;
  }
  const command = commands.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '));
  if (!command) return incomplete(first, others);
  const rest = args.slice(command.name.split(' ').length);
  try {
    const { help, ...typed } = parseTyped(command, rest);
    if (help) console.log(`${command.summary}\n\nUsage: users ${command.usage}`);
    else await command.run({ config: (needs) => loadConfig(environment, needs), environment, ...typed });
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\nUsage: users ${command.usage}`);
      return 2;
    }
    // Foreseen: told in words. Anything else is a fault of ours and keeps its stack.
    if (!(error instanceof StartError || error instanceof DomainError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function parseTyped(command: Command, args: string[]): Pick<CommandInput, 'options' | 'argument'> & { help: boolean } {
  const { help, options, positionals } = parse(command, args);
  const [argument = '', ...more] = positionals;
  const missing = argument === '' && !command.argumentOptional;
  if (!help && command.argument !== undefined && (missing || more.length > 0)) {
    throw new UsageError(`Say which: one ${command.argument}.`);
  }
  return { help, options, argument };
}

function parse(command: Command, args: string[]) {
  try {
    const options = { ...command.options, help: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({
      args,
      options,
      strict: true,
      allowPositionals: command.argument !== undefined,
    });
    const { help, ...rest } = values as Record<string, string | boolean | undefined>;
    return { help: help === true, options: rest, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A noun alone lists its verbs; anything else is told in a line. */
function incomplete(first: string, others: readonly string[]): number {
  const help = others.includes('--help');
  if (!nouns.includes(first) || others.some((word) => !word.startsWith('-'))) {
    console.error(unknownCommand([first, ...others]));
    return 2;
  }
  if (help) console.log(verbsOf(first));
  else console.error(verbsOf(first));
  return help ? 0 : 2;
}
