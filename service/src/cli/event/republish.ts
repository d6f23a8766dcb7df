import { tokens } from '../../container/tokens.ts';
import { StartError } from '../../run/start-error.ts';
import { systemContext } from '../../run/system-context.ts';
import type { Command } from '../command.ts';
import { printJson } from '../table.ts';
import { Progress } from '../transfer/progress.ts';
import { withService } from '../with-service.ts';

/** `users event republish` */
export const republishEvents: Command = {
  name: 'event republish',
  summary: 'Publish every event of the log again, when Kafka was lost.',
  usage: [
    'event republish [--json]',
    '',
    'Stop every relay first: only one may publish at a time, and what is old has to come before what is new. Events keep',
    'their order, ids and bytes, so it does no harm to do it twice. The log reaches back for EVENT_RETENTION_DAYS.',
    'See docs/operations.md.',
  ].join('\n'),
  options: { json: { type: 'boolean', default: false } },
  async run({ config: load, options }) {
    const config = load();
    if (config.kafka.brokers.length === 0) throw new StartError('Set KAFKA_BROKERS: there is no Kafka to publish to.');
    await withService(config, 'event-republish', async ({ container }) => {
      const progress = new Progress(process.stderr);
      let published = 0;
      let refused = 0;
      for await (const step of container.resolve(tokens.republishEvents).run(systemContext('cli').actor)) {
        published = step.published;
        refused += step.refused.length;
        progress.update({ rows: published, share: step.share, detail: '' });
      }
      progress.clear();
      if (options.json) printJson({ published, refused });
      else console.log(`Published ${published} events again${refused > 0 ? `; Kafka refused ${refused}` : ''}.`);
      if (refused > 0) throw new StartError('Kafka refused events for themselves: see `users topic check`.');
    });
  },
};
