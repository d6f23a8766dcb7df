import type { Command } from '../cli/command.ts';
import { type Parts, runRole } from './run-role.ts';

function role(name: string, summary: string, parts: Parts): Command {
  return {
    name,
    summary,
    usage: `${name}\n\nStops on SIGTERM or Ctrl-C after finishing what runs; a second one stops at once.`,
    options: {},
    run: ({ config }) => runRole(config(), name, parts),
  };
}

export const start = role('start', 'Everything in one process; embedded unless DATABASE_URL is set.', {
  api: true,
  relay: true,
  worker: true,
});
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
