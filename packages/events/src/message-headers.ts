import { z } from 'zod';

/** Integer attributes of CloudEvents are 32 bits wide, in decimal without leading zeros (CloudEvents 1.0.2, §3.1). */
const integer = z.string().regex(/^(0|[1-9]\d{0,9})$/);

/**
 * The headers of each message: CloudEvents 1.0 over Kafka in binary mode (Kafka Protocol Binding 1.0.2, §3.2). Every
 * value is UTF-8 text.
 */
export const messageHeaders = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: z.string().min(1).meta({ description: 'Unique within ce_source. A repeated event repeats its id.' }),
  ce_source: z.string().min(1).meta({ description: 'URI reference of the service that the event comes from.' }),
  ce_type: z.string().min(1).meta({ description: 'What happened.' }),
  ce_subject: z.uuid().meta({ description: 'Id of the user whom it happened to; also the key of the message.' }),
  ce_time: z.iso.datetime().meta({ description: 'When it happened, in UTC.' }),
  ce_sequence: integer.meta({
    description: '1 for the first event of a user, one more for each further one, over all types. Compare as a number.',
  }),
  ce_stream: integer.meta({
    description: 'Rises when the service was restored from a backup; sequences are comparable within one stream.',
  }),
  'content-type': z
    .string()
    .regex(/^application\/json(;.*)?$/i)
    .meta({ description: 'Media type of the value.' }),
  traceparent: z.string().optional().meta({ description: 'W3C Trace Context of the request that caused the event.' }),
});

export type MessageHeaders = z.infer<typeof messageHeaders>;
