import { relay, serve, start, worker } from '../roles/roles.ts';
import { createAdmin } from './admin/create.ts';
import { createClient } from './client/create.ts';
import { listClients } from './client/list.ts';
import { revokeClient } from './client/revoke.ts';
import { rotateClient } from './client/rotate.ts';
import type { Command } from './command.ts';
import { printEnvExample } from './config/example.ts';
import { doctor } from './doctor/doctor.ts';
import { showBacklog } from './event/backlog.ts';
import { listDeadLetters } from './event/dead-letters.ts';
import { republishEvents } from './event/republish.ts';
import { retryEvents } from './event/retry.ts';
import { exportUsers } from './export.ts';
import { importUsers } from './import.ts';
import { generateKey } from './key/generate.ts';
import { listKeys } from './key/list.ts';
import { rotateKey } from './key/rotate.ts';
import { mailPreview } from './mail/preview.ts';
import { mailTemplates } from './mail/templates.ts';
import { migrate } from './migrate.ts';
import { restored } from './restored.ts';
import { listRoles } from './role/list.ts';
import { listTasks } from './task/list.ts';
import { retryTasks } from './task/retry.ts';
import { checkTopics } from './topic/check.ts';
import { createTopics } from './topic/create.ts';
import { listUsers } from './user/list.ts';
import { showUser } from './user/show.ts';
import { suspendUser } from './user/suspend.ts';
import { printVersion } from './version.ts';

/**
 * By what they are for, in the order of the overview. One word is what the service itself does; two are a noun and a
 * verb.
 */
export const commandGroups: Readonly<Record<string, readonly Command[]>> = {
  'Run it': [start, serve, relay, worker, migrate],
  'Users and roles': [listUsers, showUser, suspendUser, createAdmin, listRoles, importUsers, exportUsers],
  'Service clients': [listClients, createClient, rotateClient, revokeClient],
  Events: [showBacklog, listDeadLetters, retryEvents, republishEvents, createTopics, checkTopics],
  'Look after it': [doctor, listTasks, retryTasks, listKeys, rotateKey, restored, printVersion],
  'Set it up': [printEnvExample, generateKey, mailTemplates, mailPreview],
};

export const commands: readonly Command[] = Object.values(commandGroups).flat();

/** The first words of commands of two. */
export const nouns: readonly string[] = [
  ...new Set(commands.map(({ name }) => name.split(' ')).flatMap(([noun = '', verb]) => (verb ? [noun] : []))),
];
