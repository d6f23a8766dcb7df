import {
  acknowledged,
  DependencyUnavailable,
  type EventPublisher,
  type RefusedEvent,
  type StoredEvent,
} from '@users/application';
import { topicOf, topicsOf } from '@users/events';
import { inParts, toSend } from './batches.ts';
import { asKafka, type KafkaSettings } from './client.ts';
import { openProducer, type ProducerSession } from './producer-session.ts';
import { missingTopic, refusalOf } from './refusals.ts';
import type { TopicShape } from './topics.ts';

export interface KafkaPublisherSettings extends KafkaSettings, TopicShape {
  /** `ce_source`: a URI reference of this service, the same in all its processes. */
  readonly source: string;
  /** The one topic for all events; when left out each type has its own. */
  readonly topic?: string | undefined;
}

/** One call of `publish`: what was refused so far, and whether it may go on. */
interface Publication {
  readonly refused: RefusedEvent[];
  readonly permit: () => void;
}

/**
 * Publishes to Kafka. Connects at the first event, creates topics that are missing, and after any failure starts over
 * with a new connection and a new producer: it needs no telling when Kafka comes back, whatever happened to it.
 *
 * A failed batch is published again as a whole, in order, before anything after it. So a part that was written unseen
 * comes twice with the same ids, but first occurrences keep their order. Kafka refuses whole sends and does not say for
 * which event: the send is halved until one is left, which is refused for itself.
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
  async publish(events: readonly StoredEvent[], permit: () => void = () => {}): Promise<readonly RefusedEvent[]> {
    if (this.#closed) throw new DependencyUnavailable('kafka', { cause: new Error('the publisher was closed') });
    const publication: Publication = { refused: [], permit };
    const published = this.#turn.then(() => this.#publish(events, publication));
    this.#turn = published.catch(() => {});
    await published;
    // One that was refused behind another of its user is not the first any more.
    const { refused } = publication;
    return refused.filter(
      (each) =>
        acknowledged(
          [each.event],
          refused.filter((other) => other !== each),
        ).length > 0,
    );
  }

  /** Waits for what is under way, then closes the connections. Publishing fails from here on. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn;
    await this.#session?.close();
    this.#session = undefined;
  }

  async #publish(events: readonly StoredEvent[], publication: Publication): Promise<void> {
    for (const part of inParts(events, this.#settings)) await this.#send(part, publication);
  }

  /** Sends what is left of the part once refused events, and what is behind them, are taken out. */
  async #send(part: readonly StoredEvent[], publication: Publication): Promise<void> {
    if (acknowledged(part, publication.refused).length === 0) return;
    const session = await asKafka(() => this.#open(part));
    this.#refuseMissing(part, session, publication);
    const events = acknowledged(part, publication.refused);
    if (events.length === 0) return;
    publication.permit();
    try {
      await session.send(toSend(events, this.#settings));
    } catch (error) {
      session.abandon();
      this.#session = undefined;
      const refusal = refusalOf(error);
      // The one topic for all is no matter of this event or that: it waits, as for a Kafka that is away.
      const ofAll = refusal?.about === 'topic' && this.#settings.topic !== undefined;
      if (refusal === null || ofAll) throw new DependencyUnavailable('kafka', { cause: error });
      await this.#divide(events, refusal.reason, publication);
    }
  }

  async #divide(events: readonly StoredEvent[], reason: string, publication: Publication): Promise<void> {
    const [event, ...more] = events;
    if (event !== undefined && more.length === 0) {
      publication.refused.push({ event, reason });
      return;
    }
    const middle = Math.ceil(events.length / 2);
    for (const half of [events.slice(0, middle), events.slice(middle)]) await this.#send(half, publication);
  }

  /** A session that lacks a topic of these events is opened anew: somebody may have made it since. */
  async #open(events: readonly StoredEvent[]): Promise<ProducerSession> {
    const { topic } = this.#settings;
    const topics = topicsOf(topic);
    const lacks = this.#session && events.some(({ type }) => this.#session?.missing.has(topicOf(type, topic)));
    if (lacks) {
      await this.#session?.close();
      this.#session = undefined;
    }
    const session = this.#session ?? (await openProducer(this.#settings, topics));
    this.#session = session;
    if (session.missing.size < topics.length) return session;
    session.abandon();
    this.#session = undefined;
    throw new Error(`none of the topics exists: ${topics.join(', ')}; \`users topic create\` creates them`);
  }

  /** The first event of each user that has no topic to go to. */
  #refuseMissing(part: readonly StoredEvent[], { missing }: ProducerSession, { refused }: Publication): void {
    if (missing.size === 0) return;
    for (const event of part) {
      const homeless = missing.has(topicOf(event.type, this.#settings.topic));
      if (homeless && acknowledged([event], refused).length > 0) refused.push({ event, reason: missingTopic });
    }
  }
}
