import type { Config } from '../config/config.ts';

/** One word after `users`. */
export interface Command {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** Shown by `users <name> --help`. */
  readonly usage: string;
  /** Options in the form of node:util's parseArgs. */
  readonly options: Readonly<Record<string, { type: 'string' | 'boolean'; default?: string | boolean }>>;
  /**
   * @param input `config` reads the configuration when it is called: what helps to write one runs without
   * @throws StartError for whoever typed it
   */
  run(input: { config: () => Config; options: Readonly<Record<string, string | boolean | undefined>> }): Promise<void>;
}
