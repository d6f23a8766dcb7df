import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { until } from '../../support/until.ts';

export type Balancer = {
  readonly url: string;
  /** Takes one more instance in, once it listens. */
  add(port: number): void;
  /** Sends no more connections to an instance; resolves when those that it has have ended. */
  withdraw(port: number): Promise<void>;
  close(): Promise<void>;
};

const probeMs = 200;

/**
 * Spreads connections over instances in turn, as a layer-4 balancer does: it asks `/readyz`, tries another instance where
 * nobody listens, and knows nothing of HTTP on the connections themselves.
 */
export async function tcpBalancer(instances: readonly number[]): Promise<Balancer> {
  let ports = [...instances];
  const ready = new Set(ports);
  const open = new Map<Socket, number>();
  const sockets = new Set<Socket>();
  let turn = 0;
  const order = (): number[] => {
    turn += 1;
    const rotated = ports.map((_, index) => ports[(index + turn) % ports.length] as number);
    return [...rotated.filter((port) => ready.has(port)), ...rotated.filter((port) => !ready.has(port))];
  };
  const server = createServer({ pauseOnConnect: true }, async (client) => {
    sockets.add(client);
    client
      .on('error', () => {})
      .on('close', () => {
        sockets.delete(client);
        open.delete(client);
      });
    for (const port of order()) {
      open.set(client, port);
      const instance = await connected(port);
      if (instance === null) continue;
      client.on('close', () => instance.destroy());
      instance.on('error', () => client.destroy());
      client.pipe(instance).pipe(client);
      return;
    }
    client.destroy();
  });
  const asked = new Map<number, number>();
  const heard = new Map<number, number>();
  const noted = (port: number, number: number, isReady: boolean): void => {
    // On a busy machine an older answer may come after a newer one.
    if (number < (heard.get(port) ?? 0)) return;
    heard.set(port, number);
    isReady ? ready.add(port) : ready.delete(port);
  };
  const probe = setInterval(() => {
    for (const port of ports) {
      const number = (asked.get(port) ?? 0) + 1;
      asked.set(port, number);
      fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000), headers: { connection: 'close' } })
        .then(async (answer) => {
          await answer.arrayBuffer();
          noted(port, number, answer.ok && ports.includes(port));
        })
        .catch(() => noted(port, number, false));
    }
  }, probeMs);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add(port) {
      ports = [...ports, port];
    },
    async withdraw(port) {
      ports = ports.filter((other) => other !== port);
      ready.delete(port);
      await until('the connections to end', () => ![...open.values()].includes(port), { timeoutMs: 30_000 });
    },
    async close() {
      clearInterval(probe);
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function connected(port: number): Promise<Socket | null> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return null;
  }
}
