export type { RedisSettings } from './client.ts';
export { RedisConnection } from './connection.ts';
export type { RedisLog } from './log.ts';
export { RedisTokenStore } from './token-store.ts';
