import { relay, serve, start, worker } from '../roles/roles.ts';
import { listClients } from './clients.ts';
import type { Command } from './command.ts';
import { createAdmin } from './create-admin.ts';
import { createClient } from './create-client.ts';
import { doctor } from './doctor/doctor.ts';
import { printEnvExample } from './env-example.ts';
import { listUsers } from './list.ts';
import { listRoles } from './list-roles.ts';
import { migrate } from './migrate.ts';
import { outbox } from './outbox.ts';
import { restored } from './restored.ts';
import { revokeClient } from './revoke-client.ts';
import { rotateClient } from './rotate-client.ts';
import { secretKey } from './secret-key.ts';
import { showUser } from './show.ts';
import { suspendUser } from './suspend.ts';
import { listTasks, retryTasks } from './tasks.ts';

/** All of them, in the order of the overview. */
export const commands: readonly Command[] = [
  ...[start, serve, relay, worker, migrate],
  ...[createAdmin, listUsers, showUser, suspendUser, listRoles, outbox],
  ...[listClients, createClient, rotateClient, revokeClient],
  ...[listTasks, retryTasks],
  ...[restored, doctor, secretKey, printEnvExample],
];
