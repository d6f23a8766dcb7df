import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, ApiClient } from '../support/api-client.ts';
import { readRecords } from '../support/kafka-records.ts';
import { createProduction, type Production, tokenIn } from '../support/production.ts';
import { operationsListener, type ServiceProcess, startService } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const grace = { email: 'grace@example.com', full_name: 'Grace Hopper' };
const passwords = ['first of all compilers', 'second of all compilers', 'third of all compilers'] as const;

/** One life in order: invited, renamed, reset, moved to another address, promoted, suspended, hidden, erased. */
describeWith(['postgres', 'redis', 'kafka'], 'the whole life of an account, on real parts', (services) => {
  let production: Production;
  let service: ServiceProcess;
  let api: ApiClient;
  let admin: string;
  let id: string;

  beforeAll(async () => {
    production = await createProduction(services);
    service = await startService('start', {
      ...production.variables,
      ...(await operationsListener()),
      LOG_LEVEL: 'debug',
    });
    api = new ApiClient(service.url);
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = production.variables;
    admin = (await api.post('/auth/login', { email, password })).body.access_token;
  });

  afterAll(async () => {
    await service.stop();
    await production.close();
  });

  const login = (password: string, email = grace.email): Promise<Answer> =>
    api.post('/auth/login', { email, password });
  const mailed = async (subject: RegExp, to = grace.email) => {
    return production.smtp.waitForMail(to, (mail) => subject.test(`${mail.subject} ${mail.text}`));
  };

  it('is invited, and accepts', async () => {
    const created = await api.post('/users', { ...grace, roles: ['user'] }, { token: admin });
    expect(created).toMatchObject({ status: 201, body: { status: 'pending', email_verified: false } });
    id = created.body.id;
    expect(created.headers.get('location')).toContain(`/users/${id}`);
    const { text } = await mailed(/accept-invitation/);
    const accept = { token: tokenIn(text), password: passwords[0] };
    expect((await api.post('/auth/accept-invitation', accept)).status).toBe(200);
    expect((await api.post('/auth/accept-invitation', accept)).status).toBe(410);
    expect((await login(passwords[0])).status).toBe(200);
  });

  it('resets a forgotten password: sessions end, the link is spent, the owner is told', async () => {
    const before = (await login(passwords[0])).body;
    expect((await api.post('/auth/request-password-reset', { email: grace.email })).status).toBe(202);
    const { text } = await mailed(/reset-password/);
    const reset = { token: tokenIn(text), password: passwords[1] };
    expect((await api.post('/auth/reset-password', reset)).status).toBe(200);
    expect((await api.post('/auth/reset-password', reset)).status).toBe(410);
    expect((await api.post('/auth/refresh', { refresh_token: before.refresh_token })).status).toBe(401);
    expect((await login(passwords[0])).status).toBe(401);
    expect((await login(passwords[1])).status).toBe(200);
  });

  it('changes the password in a session that goes on', async () => {
    const [kept, other] = [(await login(passwords[1])).body, (await login(passwords[1])).body];
    const change = { current_password: passwords[1], new_password: passwords[2] };
    const changed = await api.post('/auth/change-password', change, { token: kept.access_token });
    expect(changed.status).toBe(200);
    expect((await api.get('/users/me', { token: changed.body.access_token })).status).toBe(200);
    expect((await api.post('/auth/refresh', { refresh_token: other.refresh_token })).status).toBe(401);
  });

  it('moves to another address, and the old one takes it back', async () => {
    const { access_token: token } = (await login(passwords[2])).body;
    const moved = 'mallory@example.com';
    const wanted = { email: moved, current_password: passwords[2] };
    expect((await api.post(`/users/${id}/email-change`, wanted, { token })).status).toBe(202);
    const { text } = await mailed(/confirm-email-change/, moved);
    expect((await api.post('/auth/confirm-email-change', { token: tokenIn(text) })).status).toBe(200);
    expect((await login(passwords[2], moved)).status).toBe(200);
    const back = await mailed(/revert-email-change/);
    expect((await api.post('/auth/revert-email-change', { token: tokenIn(back.text) })).status).toBe(200);
    expect((await login(passwords[2], moved)).status).toBe(401);
    expect((await api.get(`/users/${id}`, { token: admin })).body.email).toBe(grace.email);
  });

  it('is given a role, suspended, reactivated, hidden, restored', async () => {
    const role = { name: 'support', description: 'Reads users.', permissions: ['users:read'] };
    expect((await api.post('/roles', role, { token: admin })).status).toBe(201);
    const roles = await api.call('PUT', `/users/${id}/roles`, { token: admin, body: { roles: ['support', 'user'] } });
    expect(roles.status).toBe(200);
    const post = (path: string, body: unknown = {}) => api.post(path, body, { token: admin });
    expect((await post(`/users/${id}/suspend`, { reason: 'left the company' })).body.status).toBe('suspended');
    expect((await post(`/users/${id}/reactivate`)).body.status).toBe('active');
    expect((await post('/users/soft_delete', { ids: [id] })).status).toBe(200);
    expect((await api.get('/users?status=deleted', { token: admin })).body._embedded.item).toHaveLength(1);
    expect((await post(`/users/${id}/restore`)).body.status).toBe('active');
    expect((await api.call('DELETE', '/roles/support', { token: admin })).status).toBe(409);
  });

  it('is erased: nothing of the person is left, and the last event says so', async () => {
    expect((await api.call('DELETE', `/users/${id}`, { token: admin })).status).toBe(204);
    expect((await api.get(`/users/${id}`, { token: admin })).status).toBe(404);
    const records = await readRecords(services.kafka, [production.topic], (seen) => {
      return seen.some(({ key, headers }) => key === id && headers.ce_type === 'user.deleted');
    });
    const own = records.filter(({ key }) => key === id);
    expect(own.at(-1)?.value).toEqual({ id, deleted_at: expect.any(String) });
    expect(own.map(({ headers }) => Number(headers.ce_sequence))).toEqual(own.map((_, index) => index + 1));
    const reasons = own.map(({ value }) => (value as { reason?: string }).reason).filter(Boolean);
    expect(reasons).toEqual([
      'invitation_accepted',
      'password_reset',
      'password_changed',
      'email_changed',
      'email_reverted',
      'roles_changed',
      'suspended',
      'reactivated',
      'soft_deleted',
      'restored',
    ]);
    // The address is free again.
    expect((await api.post('/users', { ...grace, roles: ['user'] }, { token: admin })).status).toBe(201);
  });

  it('is read and changed by a sibling service, in its own name, until that is revoked', async () => {
    const made = await api.post(
      '/clients',
      { name: 'crm', permissions: ['users:read', 'users:write'] },
      { token: admin },
    );
    expect(made.status).toBe(201);
    const { id: clientId, client_secret: secret } = made.body;
    const ask = (how: Record<string, string>) =>
      fetch(new URL('/auth/token', service.url), {
        method: 'POST',
        headers: how,
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
    const basic = { authorization: `Basic ${btoa(`${clientId}:${secret}`)}` };
    const { access_token: token } = (await (await ask(basic)).json()) as { access_token: string };
    const [user] = (await api.get(`/users?q=${grace.email}`, { token })).body._embedded.item;
    const renamed = await api.call('PATCH', `/users/${user.id}`, { token, body: { full_name: 'Grace Murray' } });
    expect(renamed).toMatchObject({ status: 200, body: { full_name: 'Grace Murray' } });
    const rotated = await api.post(`/clients/${clientId}/rotate`, { grace_seconds: 60 }, { token: admin });
    expect(rotated.body.client_secret).not.toBe(secret);
    expect((await ask(basic)).status).toBe(200);
    expect((await api.call('DELETE', `/clients/${clientId}`, { token: admin })).status).toBe(204);
    // What changes something is refused at once; what reads, when the answer of up to 900 ms ago is forgotten.
    expect((await api.call('PATCH', `/users/${user.id}`, { token, body: { locale: 'es' } })).status).toBe(401);
    await until('the token to be refused', async () => (await api.get('/users', { token })).status === 401);
    expect((await ask(basic)).status).toBe(401);
  });

  it('leaves one administrator, whoever asks at once', async () => {
    const me = (await api.get('/users/me', { token: admin })).body.id;
    const demote = api.call('PUT', `/users/${me}/roles`, { token: admin, body: { roles: ['user'] } });
    const remove = api.call('DELETE', `/users/${me}`, { token: admin });
    const answers = await Promise.all([demote, remove]);
    expect(answers.map(({ body }) => body.code)).toEqual(['last_admin', 'last_admin']);
    await until('no task to be left', async () => {
      const { text } = await new ApiClient(service.operationsUrl).get('/metrics');
      return (
        text.includes('users_tasks{') && !/users_tasks\{type="(?!housekeeping)[^"]*",state="waiting"\} [^0]/.test(text)
      );
    });
  });

  it('has left nothing secret in the log, and gave it nothing to black out', () => {
    const output = service.output();
    expect(output).toContain('"msg":"task done"');
    const tokens = production.smtp.mails.flatMap(({ text }) => /[?&]token=([\w-]+)/.exec(text ?? '')?.slice(1) ?? []);
    expect(tokens.length).toBeGreaterThan(3);
    for (const secret of [...passwords, ...tokens, admin, String(production.variables.ADMIN_PASSWORD)]) {
      expect(output).not.toContain(secret);
    }
    expect(output).not.toMatch(/\[Redacted\]|\beyJ|\brt_|\$argon2/);
  });
});
