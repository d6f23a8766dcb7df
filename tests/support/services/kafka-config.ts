import type { SecuredListener } from './kafka-secured.ts';

/**
 * The broker's `server.properties`: one node that is broker and controller (KRaft), on the loopback address, with the
 * inner topics as small as they may be, since making fifty partitions each takes longer than most tests.
 */
export function kafkaConfig(options: {
  port: number;
  controllerPort: number;
  data: string;
  /** A further listener. */
  secured?: SecuredListener | undefined;
}): string {
  const { port, controllerPort, data, secured } = options;
  const further = secured === undefined ? '' : `,SECURED://127.0.0.1:${secured.port}`;
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `BROKER://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${further}`,
    'advertised.listeners': `BROKER://127.0.0.1:${port}${further}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL',
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': data,
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    // A consumer that waits three seconds for company slows each test that reads.
    'group.initial.rebalance.delay.ms': '0',
    // A broker that was killed may come back only when the controller has given the old one up, after nine seconds by
    // default.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    // A topic that nobody declared is a mistake to be seen.
    'auto.create.topics.enable': 'false',
    ...secured?.properties,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
