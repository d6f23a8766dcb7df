import { parseSender, SmtpMailer } from '@users/mail';
import type { Config } from '../../config/config.ts';
import { openStationery } from '../../resources/stationery.ts';
import { type Finding, failed, fine, off, reasonOf } from './finding.ts';

const timeoutMs = 5000;

export async function checkRedis({ redisUrl }: Config): Promise<Finding> {
  if (redisUrl === null) return off('Redis', 'not configured: one-time tokens in PostgreSQL');
  const { RedisConnection } = await import('@users/redis');
  let reason = 'no answer';
  const connection = RedisConnection.open({
    url: redisUrl,
    log: (_level, message, fields) => {
      reason = 'reason' in fields ? String(fields.reason) : message;
    },
  });
  try {
    if (!(await connection.waitUntilReady(timeoutMs))) throw new Error(reason);
    await connection.ping();
    return fine('Redis', 'answers');
  } catch (error) {
    return failed(
      'Redis',
      reasonOf(error),
      'Start Redis, or mend REDIS_URL; without it tokens are kept in PostgreSQL.',
    );
  } finally {
    await connection.close();
  }
}

export async function checkMail(config: Config): Promise<Finding> {
  const { mail } = config;
  if (!mail.enabled) return off('mail', 'MAIL=off: left to a consumer of the events');
  try {
    openStationery(config);
    const sender = parseSender(mail.from);
    if (mail.smtpUrl === null) return off('mail', 'SMTP_URL is not set: mailbox for development');
    const mailer = new SmtpMailer({ url: mail.smtpUrl, sender, timeoutMs });
    await mailer.verify().finally(() => mailer.close());
    return fine('mail', 'the server answers and knows us');
  } catch (error) {
    return failed(
      'mail',
      reasonOf(error),
      'Mend SMTP_URL (host, port, user, password), MAIL_FROM or MAIL_TEMPLATES; mails wait until then.',
    );
  }
}
