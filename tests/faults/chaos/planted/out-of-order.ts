import type { StoredEvent } from '@users/application';
import { KafkaEventPublisher } from '@users/kafka';

// The mistake: a failed event is set aside and sent after those that came behind it.
const publish = KafkaEventPublisher.prototype.publish;
let setAside: StoredEvent[] = [];
let count = 0;
KafkaEventPublisher.prototype.publish = function (events, permit) {
  const late = events.filter(({ type }) => type === 'user.updated' && ++count % 3 === 0);
  const sent = [...events.filter((event) => !late.includes(event)), ...setAside];
  setAside = late;
  return publish.call(this, sent, permit);
};
