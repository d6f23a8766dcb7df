import { type KafkaProxy, startKafkaProxy } from '../../../support/kafka-proxy.ts';
import { type TcpProxy, tcpProxy } from '../../../support/tcp-proxy.ts';
import type { LinkFault, Peer } from '../plan/fault.ts';

/** The ways of one process to everything it talks to, each of which can be cut alone. */
export type Links = {
  /** Addresses by way of the proxies. */
  readonly postgres: string;
  readonly redis: string;
  readonly kafka: string;
  readonly smtp: string;
  /** Where clients reach the process. */
  readonly clients: string;
  /** Breaks one link; the returned function mends it. */
  breakLink(to: Peer, how: LinkFault): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

export type Addresses = Readonly<Record<Peer, string>>;

const slowMs = 200;
const kafkaModes = { cut: 'cut', frozen: 'frozen', 'half-open': 'mute', slow: 'slow' } as const;

/** @param addresses the real ones, and that of the process itself under `clients` */
export async function openLinks(addresses: Addresses): Promise<Links> {
  const { kafka: brokers, ...others } = addresses;
  const kafka = await startKafkaProxy(brokers);
  const entries = Object.entries(others).map(async ([peer, url]) => [peer, await tcpProxy(url)] as const);
  const proxies = new Map<string, TcpProxy>(await Promise.all(entries));
  const url = (peer: Peer): string => proxies.get(peer)?.url ?? '';
  return {
    postgres: url('postgres'),
    redis: url('redis'),
    kafka: kafka.brokers.join(','),
    smtp: url('smtp'),
    clients: url('clients'),
    async breakLink(to, how) {
      if (to === 'kafka') return breakKafka(kafka, how);
      const proxy = proxies.get(to) as TcpProxy;
      if (how === 'cut') await proxy.cut();
      if (how === 'frozen') proxy.freeze();
      if (how === 'half-open') proxy.deafen();
      if (how === 'slow') proxy.slow(slowMs);
      return () => proxy.mend();
    },
    async close() {
      await Promise.all([kafka.close(), ...[...proxies.values()].map((proxy) => proxy.close())]);
    },
  };
}

function breakKafka(kafka: KafkaProxy, how: LinkFault): () => Promise<void> {
  kafka.set(kafkaModes[how]);
  return async () => kafka.set('open');
}
