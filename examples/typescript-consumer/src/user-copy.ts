import { decodeEvent, Inbox, type KafkaMessage, MemoryInboxStorage, type ReceivedEvent } from '@users/events';

interface Person {
  readonly email: string;
  readonly fullName: string;
}

/** Who there is, as far as the events have told. */
export class UserCopy {
  readonly #inbox = new Inbox(new MemoryInboxStorage());
  readonly #people = new Map<string, Person>();

  /** Takes a message in. @returns what became of it, in a line; undefined for what is not for us */
  async take(message: KafkaMessage): Promise<string | undefined> {
    const decoded = decodeEvent(message);
    // A type that came after this program was written.
    if (decoded.kind === 'unknown_type') return undefined;
    // One broken message must not stop those behind it. A real consumer keeps it somewhere for a person to look at.
    if (decoded.kind === 'invalid') return `set aside: ${decoded.reason}`;

    const { event } = decoded;
    let outcome = '';
    const handled = await this.#inbox.handle(event, async ({ outdated }) => {
      outcome = this.#apply(event, outdated);
    });
    return `${event.subject} ${event.type} ${event.sequence}: ${handled === 'duplicate' ? 'handled before' : outcome}`;
  }

  #apply(event: ReceivedEvent, outdated: boolean): string {
    switch (event.type) {
      case 'user.created':
      case 'user.updated': {
        if (outdated) return 'passed over, a later state is known';
        const { email, full_name: fullName } = event.data;
        this.#people.set(event.subject, { email, fullName });
        return `kept ${fullName} <${email}>`;
      }
      case 'user.deleted':
        // However late it comes, what is to be erased is erased.
        this.#people.delete(event.subject);
        return 'erased';
      default:
        return 'nothing to keep';
    }
  }
}
