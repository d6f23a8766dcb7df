export * from './event-data.ts';
