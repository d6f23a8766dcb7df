/** Where the adapter's log lines go. */
export type RedisLog = (level: 'info' | 'warn', message: string, fields: Readonly<Record<string, unknown>>) => void;
