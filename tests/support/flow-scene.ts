import { randomUUID } from 'node:crypto';
import { ApiClient } from './api-client.ts';
import { type MailboxServer, startMailboxServer } from './mailbox-server.ts';
import { createProduction, type Production } from './production.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { freePort } from './services/free-port.ts';

/** A running service with a mailbox, for programs that know no more than addresses. */
export type FlowScene = {
  readonly url: string;
  /** What a flow is told, with a newcomer of its own. */
  variables(client: string): Readonly<Record<'NEWCOMER_EMAIL' | 'NEW_NAME', string>> & NodeJS.ProcessEnv;
  /** Names of the users with this address, as an administrator sees them. */
  namesOf(email: string): Promise<string[]>;
  close(): Promise<void>;
};

/** Starts the service in one process on real parts, under an address that its links can be followed at. */
export async function createFlowScene(services: { postgres: string; redis: string }): Promise<FlowScene> {
  const production: Production = await createProduction(services);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const variables = { ...production.variables, PORT: String(port), PUBLIC_URL: url };
  const mailbox: MailboxServer = await startMailboxServer(production.smtp);
  const service: ServiceProcess = await startService('start', variables);
  const { ADMIN_EMAIL = '', ADMIN_PASSWORD = '' } = production.variables;
  const api = new ApiClient(url);
  return {
    url,
    variables: (client) => ({
      ...{ API_URL: url, MAILBOX_URL: mailbox.url, ADMIN_EMAIL, ADMIN_PASSWORD },
      NEWCOMER_EMAIL: `${client}.${randomUUID()}@example.com`,
      NEW_NAME: `Ada, renamed by ${client}`,
    }),
    async namesOf(email) {
      const { body } = await api.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
      const list = await api.get(`/users?q=${encodeURIComponent(email)}`, { token: body.access_token });
      return list.body._embedded.item.map((user: { full_name: string }) => user.full_name);
    },
    async close() {
      await service.stop();
      await mailbox.close();
      await production.close();
    },
  };
}
