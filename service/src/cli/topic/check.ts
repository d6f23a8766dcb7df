import type { Command } from '../command.ts';
import { reviewTopics, topicShape } from './topics.ts';

/** `users topic check` */
export const checkTopics: Command = {
  name: 'topic check',
  summary: 'Check that every topic is there, and as configured; changes nothing.',
  usage: ['topic check [--json]', '', topicShape].join('\n'),
  options: { json: { type: 'boolean', default: false } },
  run: (input) => reviewTopics(input, { create: false }),
};
