import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that a test can cut, freeze and mend; what is behind it never notices. */
export interface TcpProxy {
  /** The given address, by way of the proxy. */
  readonly url: string;
  /** As a crash looks from outside: every connection ends, new ones are refused. */
  cut(): Promise<void>;
  /** As a frozen server looks from outside: connections stay open and are accepted, and nothing moves. */
  freeze(): void;
  /** Everything flows again, on the same port. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function tcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let frozen = false;
  let server: Server | undefined;
  let ownPort = 0;

  const join = (from: Socket, to: Socket): void => {
    sockets.add(from);
    if (frozen) from.pause();
    from.on('data', (chunk) => to.write(chunk));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const listen = async (): Promise<void> => {
    server = createServer((inbound) => {
      const outbound = connect(Number(port), hostname);
      join(inbound, outbound);
      join(outbound, inbound);
    });
    server.listen(ownPort, '127.0.0.1');
    await once(server, 'listening');
    ownPort = (server.address() as AddressInfo).port;
  };
  const cut = async (): Promise<void> => {
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server = undefined;
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  await listen();
  const url = new URL(target);
  url.host = `127.0.0.1:${ownPort}`;
  return {
    url: url.href,
    cut,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    async mend() {
      frozen = false;
      for (const socket of sockets) socket.resume();
      if (server === undefined) await listen();
    },
    close: cut,
  };
}
