export * from './database.ts';
export * from './embedded-server.ts';
export * from './health.ts';
export * from './migrator.ts';
export type { Tables } from './tables.ts';
