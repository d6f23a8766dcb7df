import type { Command, CommandInput } from '../cli/command.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { probePort } from '../run/probe-port.ts';
import { type Parts, runRole } from './run-role.ts';

const inMemory = 'in-memory';
const stopping = 'Stops on SIGTERM or Ctrl-C after finishing what runs; a second one stops at once.';

function role(name: string, summary: string, parts: Parts): Command {
  return {
    name,
    summary,
    usage: `${name}\n\n${stopping}`,
    options: {},
    run: async (input) => runRole(await configOf(input), name, parts),
  };
}

/** With PORT=0 on a free port, which the addresses in answers and mails must name: so it is chosen before all else. */
async function configOf({ config, environment, options }: CommandInput): Promise<Config> {
  const needs = options[inMemory] === true ? 'memory' : 'everything';
  const { host, port } = config(needs).http;
  if (port !== 0) return config(needs);
  return loadConfig({ ...environment, PORT: String(await probePort(host, 0)) }, needs);
}

const everything = { api: true, relay: true, worker: true };

export const start: Command = {
  ...role('start', 'Everything in one process; embedded unless DATABASE_URL is set.', everything),
  usage: [
    `start [--${inMemory}]`,
    `--${inMemory}  no PostgreSQL and nothing on disk: for tests. All is gone when the process ends.`,
    stopping,
  ].join('\n\n'),
  options: { [inMemory]: { type: 'boolean' } },
};
export const serve = role('serve', 'The HTTP API.', { api: true, relay: false, worker: false });
export const relay = role('relay', 'Publishes events; several stand by for each other.', {
  api: false,
  relay: true,
  worker: false,
});
export const worker = role('worker', 'Runs tasks: mails, registrations, housekeeping.', {
  api: false,
  relay: false,
  worker: true,
});
