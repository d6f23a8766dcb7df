import { KafkaEventPublisher } from '@users/kafka';

// The mistake: a row is passed over, as by a reader that goes by ids while an older transaction still commits.
const publish = KafkaEventPublisher.prototype.publish;
let count = 0;
KafkaEventPublisher.prototype.publish = function (events, permit) {
  const kept = events.filter(() => ++count % 10 !== 0);
  return publish.call(this, kept, permit);
};
