import { relay, serve, start, worker } from '../roles/roles.ts';
import { listClients } from './clients.ts';
import type { Command } from './command.ts';
import { createAdmin } from './create-admin.ts';
import { createClient } from './create-client.ts';
import { doctor } from './doctor/doctor.ts';
import { printEnvExample } from './env-example.ts';
import { exportUsers } from './export.ts';
import { importUsers } from './import.ts';
import { keys } from './keys.ts';
import { listUsers } from './list.ts';
import { listRoles } from './list-roles.ts';
import { mailPreview } from './mail-preview.ts';
import { mailTemplates } from './mail-templates.ts';
import { migrate } from './migrate.ts';
import { outbox } from './outbox.ts';
import { listParkedEvents, retryEvents } from './parked-events.ts';
import { republish } from './republish.ts';
import { restored } from './restored.ts';
import { revokeClient } from './revoke-client.ts';
import { rotateClient } from './rotate-client.ts';
import { secretKey } from './secret-key.ts';
import { showUser } from './show.ts';
import { suspendUser } from './suspend.ts';
import { listTasks, retryTasks } from './tasks.ts';
import { topics } from './topics.ts';

/** By what they are for, in the order of the overview. */
export const commandGroups: Readonly<Record<string, readonly Command[]>> = {
  'Run it': [start, serve, relay, worker, migrate],
  'Users and roles': [createAdmin, listUsers, showUser, suspendUser, listRoles, importUsers, exportUsers],
  'Service clients': [listClients, createClient, rotateClient, revokeClient],
  Events: [outbox, listParkedEvents, retryEvents, topics, republish],
  'Look after it': [doctor, listTasks, retryTasks, keys, restored],
  'Set it up': [printEnvExample, secretKey, mailTemplates, mailPreview],
};

export const commands: readonly Command[] = Object.values(commandGroups).flat();
