import { DependencyUnavailable, type EventPublisher, type StoredEvent } from '@users/application';
import { topicsOf } from '@users/events';
import type { TopicMessages } from 'kafkajs';
import { toBatches } from './batches.ts';
import { asKafka, type KafkaSettings } from './client.ts';
import { openProducer, type ProducerSession } from './producer-session.ts';
import type { TopicShape } from './topics.ts';

export interface KafkaPublisherSettings extends KafkaSettings, TopicShape {
  /** `ce_source`: a URI reference of this service, the same in all its processes. */
  readonly source: string;
  /** The one topic for all events; when left out each type has its own. */
  readonly topic?: string | undefined;
}

/**
 * Publishes to Kafka. Connects at the first event, creates topics that are missing, and after any failure starts over
 * with a new connection and a new producer: it needs no telling when Kafka comes back, whatever happened to it.
 *
 * A failed batch is published again as a whole, in order, before anything after it. So a part that was written unseen
 * comes twice with the same ids, but first occurrences keep their order.
 */
export class KafkaEventPublisher implements EventPublisher {
  readonly #settings: KafkaPublisherSettings;
  #session: ProducerSession | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(settings: KafkaPublisherSettings) {
    this.#settings = settings;
  }

  /** Calls take turns. Kafka counts as away after `timeoutMs` for connecting and `timeoutMs` for each 512 KiB. */
  async publish(events: readonly StoredEvent[]): Promise<void> {
    const batches = toBatches(events, this.#settings);
    if (this.#closed) throw new DependencyUnavailable('kafka', { cause: new Error('the publisher was closed') });
    const published = this.#turn.then(() => asKafka(() => this.#sendAll(batches)));
    this.#turn = published.catch(() => {});
    await published;
  }

  /** Waits for what is under way, then closes the connections. Publishing fails from here on. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn;
    await this.#session?.close();
    this.#session = undefined;
  }

  async #sendAll(batches: readonly TopicMessages[][]): Promise<void> {
    for (const batch of batches) {
      this.#session ??= await openProducer(this.#settings, topicsOf(this.#settings.topic));
      try {
        await this.#session.send(batch);
      } catch (error) {
        this.#session.abandon();
        this.#session = undefined;
        throw error;
      }
    }
  }
}
