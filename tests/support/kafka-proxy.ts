import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { DelayLine } from './delay-line.ts';
import { freePort } from './services/free-port.ts';

/**
 * - `open`: everything passes.
 * - `frozen`: connections are accepted and nothing passes, as with a stopped process or a black hole.
 * - `mute`: requests reach the broker, its replies get lost.
 * - `cut`: connections break at once.
 * - `slow`: everything passes, a fifth of a second later.
 */
export type ProxyMode = 'open' | 'frozen' | 'mute' | 'cut' | 'slow';

const slowMs = 200;

/** Stands between clients and brokers that others use too, and goes away in their stead. */
export interface KafkaProxy {
  /** `host:port`, one for each broker. */
  readonly brokers: readonly string[];
  set(mode: ProxyMode): void;
  /** How many clients are connected. */
  connections(): number;
  close(): Promise<void>;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Starts a proxy for each broker of a cluster; clients are told the proxies' addresses wherever a broker gives its own. */
export async function startKafkaProxy(brokers: string): Promise<KafkaProxy> {
  const addresses = await brokerAddresses(brokers);
  const places = new Map<Address, Address>();
  for (const address of addresses) places.set(address, { host: '127.0.0.1', port: await freePort() });

  let mode: ProxyMode = 'open';
  const pairs = new Set<{ client: Socket; broker: Socket }>();
  const servers: Server[] = [];
  for (const [address, place] of places) {
    const server = createServer((client) => {
      const broker = connect(address.port, address.host);
      const pair = { client, broker };
      pairs.add(pair);
      const end = () => {
        pairs.delete(pair);
        client.destroy();
        broker.destroy();
      };
      for (const socket of [client, broker]) socket.once('close', end).on('error', () => {});
      const toBroker = new DelayLine((bytes) => void broker.write(bytes));
      const toClient = new DelayLine((bytes) => void client.write(bytes));
      client.on('data', (bytes: Buffer) => toBroker.push(bytes, mode === 'slow' ? slowMs : 0));
      const frames = new Frames((frame) => {
        if (mode !== 'mute') toClient.push(readdressed(frame, places), mode === 'slow' ? slowMs : 0);
      });
      broker.on('data', (bytes: Buffer) => frames.push(bytes));
      apply(pair, mode);
    });
    server.listen(place.port, place.host);
    await once(server, 'listening');
    servers.push(server);
  }

  return {
    brokers: [...places.values()].map(({ host, port }) => `${host}:${port}`),
    set(next) {
      mode = next;
      for (const pair of pairs) apply(pair, mode);
    },
    connections: () => pairs.size,
    async close() {
      for (const pair of pairs) apply(pair, 'cut');
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function apply({ client, broker }: { client: Socket; broker: Socket }, mode: ProxyMode): void {
  if (mode === 'cut') client.destroy();
  for (const socket of [client, broker]) mode === 'frozen' ? socket.pause() : socket.resume();
}

async function brokerAddresses(brokers: string): Promise<readonly Address[]> {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const cluster = await admin.describeCluster();
  await admin.disconnect();
  return cluster.brokers.map(({ host, port }) => ({ host, port }));
}

/** Cuts what a broker sends into replies: four bytes of length, then so many bytes. */
class Frames {
  readonly #take: (frame: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(take: (frame: Buffer) => void) {
    this.#take = take;
  }

  push(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= 4 && this.#rest.length >= 4 + this.#rest.readInt32BE()) {
      const length = 4 + this.#rest.readInt32BE();
      this.#take(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
  }
}

/** The reply with the address of each broker replaced by its proxy's, wherever it stands. */
function readdressed(frame: Buffer, places: ReadonlyMap<Address, Address>): Buffer {
  let body = frame.subarray(4);
  for (const [from, to] of places) {
    const own = encoded(from);
    for (let at = body.indexOf(own); at >= 0; at = body.indexOf(own, at + 1)) {
      body = Buffer.concat([body.subarray(0, at), encoded(to), body.subarray(at + own.length)]);
    }
  }
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** As replies carry it: the host as a string with its length in two bytes, the port in four. */
function encoded({ host, port }: Address): Buffer {
  const bytes = Buffer.alloc(2 + Buffer.byteLength(host) + 4);
  bytes.writeInt16BE(Buffer.byteLength(host));
  bytes.write(host, 2);
  bytes.writeInt32BE(port, bytes.length - 4);
  return bytes;
}
