import { parseArgs } from 'node:util';
import { DomainError } from '@users/domain';
import { loadConfig } from '../config/config.ts';
import { StartError } from '../run/start-error.ts';
import { type Command, type CommandInput, UsageError } from './command.ts';
import { commandGroups, commands } from './commands.ts';

/** Runs one command. @returns the exit code: 0 done, 1 could not, 2 asked wrongly */
export async function runCommandLine(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const fitting = commands.filter(({ name }) => name === args.slice(0, name.split(' ').length).join(' '));
  // `outbox list` before `outbox`.
  const command = fitting.toSorted((one, other) => other.name.length - one.name.length)[0];
  if (!command && args[0] === 'help' && args.length > 1)
    return runCommandLine([...args.slice(1), '--help'], environment);
  if (!command) return overview(args[0]);
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

function overview(asked: string | undefined): number {
  const wanted = asked === undefined || asked === 'help' || asked === '--help';
  const width = Math.max(...commands.map(({ name }) => name.length));
  const groups = Object.entries(commandGroups).flatMap(([title, group]) => [
    title,
    ...group.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
  ]);
  const text = ['Usage: users <command> [options]', '', ...groups, '`users <command> --help` tells more.'].join('\n');
  if (wanted) console.log(text);
  else console.error(`There is no command "${asked}".${meant(asked)}\n\n${text}`);
  return wanted ? 0 : 2;
}

/** `users tasks` → the commands of two words that begin so. */
function meant(asked: string): string {
  const names = commands.filter(({ name }) => name.startsWith(`${asked} `)).map(({ name }) => name);
  return names.length === 0 ? '' : ` There is: ${names.join(', ')}.`;
}
