import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { readRecords } from '../support/kafka-records.ts';
import { createProduction, type Production, tokenIn } from '../support/production.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';

const ada = { email: 'ada@example.com', password: 'a quiet river at dawn', full_name: 'Ada Lovelace' };

describeWith(['postgres', 'redis', 'kafka'], 'from registration to the events, on real parts', (services) => {
  let production: Production;
  let processes: ServiceProcess[] = [];
  let api: ApiClient;

  beforeAll(async () => {
    production = await createProduction(services);
    processes = await Promise.all(['serve', 'relay', 'worker'].map((role) => startService(role, production.variables)));
    api = new ApiClient(processes[0]?.url ?? '');
  });

  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()));
    await production.close();
  });

  it('registers, verifies by the mailed link, logs in, follows links, updates; every change is on Kafka in order', async () => {
    const registered = await api.post('/auth/register', ada);
    expect(registered.status).toBe(202);

    const mail = await production.smtp.waitForMail(ada.email);
    expect(mail.text).toContain('https://users.example.com/auth/verify-email?token=');
    const verified = await api.post('/auth/verify-email', { token: tokenIn(mail.text) });
    expect(verified.status).toBe(200);

    const login = await api.post('/auth/login', { email: ada.email, password: ada.password });
    expect(login).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 600 } });
    const token = login.body.access_token;

    const root = await api.get('/', { token });
    const me = await api.get(pathOf(root.body._links['users:me'].href), { token });
    expect(me).toMatchObject({
      status: 200,
      body: { email: ada.email, full_name: ada.full_name, status: 'active', roles: ['user'], email_verified: true },
    });
    expect(me.headers.get('etag')).toBe(`"${me.body.version}"`);

    const self = pathOf(me.body._links.self.href);
    const renamed = await api.call('PATCH', self, {
      token,
      body: { full_name: 'Ada, Countess of Lovelace' },
      headers: { 'if-match': `"${me.body.version}"` },
    });
    expect(renamed).toMatchObject({ status: 200, body: { full_name: 'Ada, Countess of Lovelace' } });

    const records = await readRecords(services.kafka, [production.topic], (seen) => {
      return seen.filter(({ key }) => key === me.body.id).length >= 4;
    });
    const own = records.filter(({ key }) => key === me.body.id);
    expect(own.map(({ headers }) => headers.ce_type)).toEqual([
      'user.created',
      'user.verification_token.created',
      'user.updated',
      'user.updated',
    ]);
    expect(own.map(({ headers }) => headers.ce_sequence)).toEqual(['1', '2', '3', '4']);
    for (const { headers } of own) {
      expect(headers).toMatchObject({ ce_specversion: '1.0', ce_subject: me.body.id, ce_stream: '1' });
      expect(headers['content-type']).toMatch(/^application\/json/);
    }
    expect(new Set(own.map(({ headers }) => headers.ce_id)).size).toBe(4);
    expect(own[0]?.value).toMatchObject({ id: me.body.id, email: ada.email, status: 'pending', version: 1 });
    expect(own[2]?.value).toMatchObject({ status: 'active', email_verified: true, reason: 'email_verified' });
    expect(own[3]?.value).toMatchObject({ full_name: 'Ada, Countess of Lovelace', changed: ['full_name'] });
    // The link's secret is on Kafka for holders of the event key alone: five parts, a compact JWE.
    expect(own[1]?.value).toMatchObject({
      email: ada.email,
      token: expect.stringMatching(/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/),
    });
    const values = JSON.stringify(records.map(({ headers, value }) => [headers, value]));
    expect(values).not.toContain(tokenIn(mail.text));
  });

  it('shows the administrator of the configuration every user, and the user only itself', async () => {
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = production.variables;
    const admin = await api.post('/auth/login', { email, password });
    const list = await api.get('/users?sort=email', { token: admin.body.access_token });
    expect(list.body._embedded.item.map((user: { email: string }) => user.email)).toEqual([ada.email, email]);

    const user = await api.post('/auth/login', { email: ada.email, password: ada.password });
    expect((await api.get('/users', { token: user.body.access_token })).status).toBe(403);
  });

  it('refreshes, and logs out at once everywhere', async () => {
    const login = await api.post('/auth/login', { email: ada.email, password: ada.password });
    const next = await api.post('/auth/refresh', { refresh_token: login.body.refresh_token });
    expect(next.status).toBe(200);
    expect(next.body.refresh_token).not.toBe(login.body.refresh_token);
    const logout = await api.call('POST', '/auth/logout', { token: next.body.access_token });
    expect(logout.status).toBe(204);
    expect((await api.post('/auth/refresh', { refresh_token: next.body.refresh_token })).status).toBe(401);
  });
});

/** Links start with PUBLIC_URL, which nobody serves in a test. */
function pathOf(href: string): string {
  const { pathname, search } = new URL(href, 'https://users.example.com');
  return `${pathname}${search}`;
}
