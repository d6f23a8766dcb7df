import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tokenIn } from './production.ts';
import type { SmtpSink } from './smtp-sink.ts';

/** Where another process asks for mails: `GET /?to=<address>` answers with the token of the first link mailed there. */
export type MailboxServer = { readonly url: string; close(): Promise<void> };

/** Hands out what the sink receives, over HTTP on the loopback address. */
export async function startMailboxServer(smtp: SmtpSink): Promise<MailboxServer> {
  const server = createServer(async (request, response) => {
    const to = new URL(request.url ?? '/', 'http://localhost').searchParams.get('to') ?? '';
    try {
      const { text } = await smtp.waitForMail(to);
      response.end(tokenIn(text));
    } catch (error) {
      response.writeHead(404).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
