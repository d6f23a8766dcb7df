import { randomBytes } from 'node:crypto';
import { generateSecretKey } from '@users/crypto';
import { createTestDatabase } from './database.ts';
import type { Variables } from './service-process.ts';
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts';

/** All that a deployment needs, with a database, a topic prefix and a mail server of its own. */
export type Production = {
  /** What every process of it is started with. */
  readonly variables: Variables;
  readonly smtp: SmtpSink;
  readonly databaseUrl: string;
  /** A topic that nobody else writes to. */
  readonly topic: string;
  close(): Promise<void>;
};

/** A deployment against the real parts that the test command started. */
export async function createProduction(services: {
  postgres: string;
  redis?: string;
  kafka?: string;
}): Promise<Production> {
  const database = await createTestDatabase(services.postgres);
  const smtp = await startSmtpSink();
  const topic = `users-${randomBytes(6).toString('hex')}`;
  return {
    smtp,
    databaseUrl: database.url,
    topic,
    variables: {
      DATABASE_URL: database.url,
      PUBLIC_URL: 'https://users.example.com',
      SECRET_KEYS: generateSecretKey(),
      SMTP_URL: smtp.url,
      ADMIN_EMAIL: 'admin@example.com',
      ADMIN_PASSWORD: 'the first of all admins',
      ...(services.redis === undefined ? {} : { REDIS_URL: services.redis }),
      ...(services.kafka === undefined ? {} : { KAFKA_BROKERS: services.kafka, KAFKA_TOPIC: topic }),
    },
    async close() {
      await smtp.close();
      await database.close();
    },
  };
}

/** The token of the link in a mail's text. */
export function tokenIn(text: string | undefined): string {
  const token = /[?&]token=([\w-]+)/.exec(text ?? '')?.[1];
  if (token === undefined) throw new Error('no link with a token in this mail');
  return token;
}
