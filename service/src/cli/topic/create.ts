import type { Command } from '../command.ts';
import { reviewTopics, topicShape } from './topics.ts';

/** `users topic create` */
export const createTopics: Command = {
  name: 'topic create',
  summary: 'Create the topics that are missing, and check those that are there.',
  usage: ['topic create [--json]', '', topicShape, '', 'Example: KAFKA_PARTITIONS=6 users topic create'].join('\n'),
  options: { json: { type: 'boolean', default: false } },
  run: (input) => reviewTopics(input, { create: true }),
};
