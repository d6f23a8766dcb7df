import { afterEach, beforeEach, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { createProduction, type Production, tokenIn } from '../support/production.ts';
import { operationsListener, type ServiceProcess, startService } from '../support/service-process.ts';
import { freePort } from '../support/services/free-port.ts';
import { startRedis } from '../support/services/redis.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const eve = { email: 'eve@example.com', password: 'nine patient herons', full_name: 'Eve' };

/** Only PostgreSQL must be there to start; the rest is named, retried, and needed by no more than what needs it. */
describeWith('postgres', 'with Redis, Kafka and the mail server away', ({ postgres }) => {
  let production: Production;
  let redisPort: number;
  let service: ServiceProcess;
  let api: ApiClient;

  beforeEach(async () => {
    production = await createProduction({ postgres });
    redisPort = await freePort();
    await production.smtp.goAway();
    service = await startService('start', {
      ...production.variables,
      ...(await operationsListener()),
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      KAFKA_BROKERS: `127.0.0.1:${await freePort()}`,
    });
    api = new ApiClient(service.url);
  });

  afterEach(async () => {
    await service.kill();
    await production.close();
  });

  it('starts, says what is away, does the rest, and catches up when it is back', async () => {
    expect((await api.get('/readyz')).status).toBe(200);
    const ready = await new ApiClient(service.operationsUrl).get('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.body.checks).toMatchObject({
      postgresql: { status: 'up' },
      redis: { status: 'down' },
      kafka: { status: 'down' },
      mail: { status: 'down' },
    });

    // Accepted is kept: it needs PostgreSQL alone.
    expect((await api.post('/auth/register', eve)).status).toBe(202);
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = production.variables;
    const admin = await api.post('/auth/login', { email, password });
    expect(admin.status).toBe(200);
    expect((await api.get('/users', { token: admin.body.access_token })).status).toBe(200);

    // What needs Redis says so, and when to come again.
    const link = await api.post('/auth/verify-email', { token: 'a'.repeat(43) });
    expect(link).toMatchObject({ status: 503, body: { code: 'dependency_unavailable' } });
    expect(Number(link.headers.get('retry-after'))).toBeGreaterThan(0);

    const redis = await startRedis({ port: redisPort });
    await production.smtp.comeBack();
    const mail = await production.smtp.waitForMail(eve.email, () => true, 40_000);
    const token = tokenIn(mail.text);
    await until('Redis to be used again', async () => (await api.post('/auth/verify-email', { token })).status === 200);
    await until('the log to say what was away', () => service.output().includes('relay failed'));
    await redis.stop();
  });
});
