import type { Config, ConfigNeeds } from '../config/config.ts';

/** What was typed after the name of a command. */
export interface CommandInput {
  /**
   * @param needs what the command works with: a part of the configuration that it does not touch may be missing
   * @throws StartError naming each variable that is wrong or missing
   */
  readonly config: (needs?: ConfigNeeds) => Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** What the command is about; empty when it takes no argument. */
  readonly argument: string;
}

/** What stands after `users`: a verb for the service itself, or a noun and a verb. */
export interface Command {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** Shown by `users <name> --help`. */
  readonly usage: string;
  /** Set when it takes one argument and cannot do without. */
  readonly argument?: string;
  /** Set when it can do without the argument after all. */
  readonly argumentOptional?: true;
  /** Options in the form of node:util's parseArgs. */
  readonly options: Readonly<Record<string, { type: 'string' | 'boolean'; default?: string | boolean }>>;
  /** @throws StartError, UsageError for whoever typed it */
  run(input: CommandInput): Promise<void>;
}

/** The command was typed wrongly: exit code 2, with its usage. */
export class UsageError extends Error {}
