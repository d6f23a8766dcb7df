export * from './asyncapi.ts';
export * from './cloud-events.ts';
export * from './consumer.ts';
export * from './decode-event.ts';
export * from './event-data.ts';
export * from './event-types.ts';
export * from './memory-inbox.ts';
export * from './message-headers.ts';
