import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { DelayLine } from './delay-line.ts';

/** A way to a server that a test can cut, freeze, slow down and mend; what is behind it never notices. */
export interface TcpProxy {
  /** The given address, by way of the proxy. */
  readonly url: string;
  /** As a crash looks from outside: every connection ends, new ones are refused. */
  cut(): Promise<void>;
  /** As a frozen server looks from outside: connections stay open and are accepted, and nothing moves. */
  freeze(): void;
  /**
   * A half-open connection: what clients send arrives, and no answer comes back. Mending it ends these connections, as
   * a network ends those that it has forgotten.
   */
  deafen(): void;
  /**
   * Freezes or deafens as soon as a client sends this text: a frozen way holds it back until it is mended.
   *
   * @returns when that has happened
   */
  breakAt(text: string, how: 'frozen' | 'deaf'): Promise<void>;
  /** Everything arrives, so many milliseconds later. */
  slow(delayMs: number): void;
  /** Everything flows again, on the same port. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function tcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<{ readonly client: Socket; readonly server: Socket }>();
  let state: 'open' | 'frozen' | 'deaf' = 'open';
  let delayMs = 0;
  let listener: Server | undefined;
  let ownPort = 0;
  let trap: { readonly text: string; readonly how: 'frozen' | 'deaf'; readonly sprung: () => void } | undefined;

  const hold = (client: Socket, server: Socket): void => {
    if (state === 'frozen') client.pause();
    if (state !== 'open') server.pause();
  };
  const springTrap = (chunk: Buffer): void => {
    if (trap === undefined || !chunk.includes(trap.text)) return;
    const { how, sprung } = trap;
    trap = undefined;
    turn(how);
    sprung();
  };
  const join = (from: Socket, to: Socket): void => {
    const line = new DelayLine((chunk) => void to.write(chunk));
    from.on('data', (chunk: Buffer) => {
      springTrap(chunk);
      // A socket that was paused by that takes its chunk back.
      if (from.isPaused()) from.unshift(chunk);
      else line.push(chunk, delayMs);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  };
  const listen = async (): Promise<void> => {
    listener = createServer((client) => {
      const pair = { client, server: connect(Number(port), hostname) };
      pairs.add(pair);
      join(client, pair.server);
      join(pair.server, client);
      client.on('close', () => pairs.delete(pair));
      hold(client, pair.server);
    });
    listener.listen(ownPort, '127.0.0.1');
    await once(listener, 'listening');
    ownPort = (listener.address() as AddressInfo).port;
  };
  const endAll = (): void => {
    for (const { client } of pairs) client.destroy();
  };
  const cut = async (): Promise<void> => {
    if (listener === undefined) return;
    const closed = once(listener, 'close');
    listener.close();
    listener = undefined;
    endAll();
    await closed;
  };
  const turn = (next: 'frozen' | 'deaf'): void => {
    state = next;
    for (const { client, server } of pairs) hold(client, server);
  };

  await listen();
  const url = new URL(target);
  url.host = `127.0.0.1:${ownPort}`;
  return {
    url: url.href,
    cut,
    freeze: () => turn('frozen'),
    deafen: () => turn('deaf'),
    breakAt: (text, how) =>
      new Promise((sprung) => {
        trap = { text, how, sprung };
      }),
    slow(ms) {
      delayMs = ms;
    },
    async mend() {
      if (state === 'deaf') endAll();
      state = 'open';
      delayMs = 0;
      for (const { client, server } of pairs) for (const socket of [client, server]) socket.resume();
      if (listener === undefined) await listen();
    },
    close: cut,
  };
}
