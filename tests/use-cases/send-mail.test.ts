import { DependencyUnavailable, type LeasedTask, MailRefused, SendMail } from '@users/application';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, letPausesPass, register } from '../support/accounts.ts';
import { atOnce } from '../support/timeless.ts';
import { request, useCaseFixture } from '../support/use-case-fixture.ts';

describe('a mail', () => {
  it('leads to the configured page with the token of the link', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    expect(fixture.mailer.sent).toMatchObject([{ link: `https://users.example.com/verify_email?token=${token}` }]);
    await fixture.verifyEmail.execute({ token, password: null }, request());
  });

  it('keeps its id however often it is tried', async () => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute(ada, request());
    const tried: string[] = [];
    const send: typeof fixture.mailer.send = async (mail) => {
      tried.push(mail.id);
      throw new DependencyUnavailable('mail');
    };
    for (let tries = 0; tries < 3; tries += 1) {
      await fixture.work({ mailer: { send } });
      fixture.clock.advance(60);
    }
    await fixture.work();
    expect(tried).toHaveLength(3);
    expect(new Set([...tried, ...fixture.mailer.sent.map(({ id }) => id)]).size).toBe(1);
  });

  it('that is refused for good is parked with the reply; the account is not touched by it', async () => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute(ada, request());
    await fixture.work({ mailer: { send: () => Promise.reject(new MailRefused('550 5.1.1 unknown')) } });
    expect(await fixture.deps.tasks.count()).toEqual({ waiting: 0, parked: 1 });
    const [row] = [...fixture.memory.store.tasks.values()];
    expect(row?.reason).toContain('550 5.1.1 unknown');
    expect(fixture.userWith(ada.email)?.status).toBe('pending');
  });

  it('never holds a token in its task', async () => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute(ada, request());
    await fixture.work({ mailer: { send: () => Promise.reject(new MailRefused('no')) } });
    const rows = JSON.stringify([...fixture.memory.store.tasks.values()]);
    await fixture.memory.store.tasks.clear();
    letPausesPass(fixture);
    const token = await register(fixture, ada);
    expect(rows).not.toContain(token);
    expect(rows).toContain('sealed_token');
  });

  it('to an owner whose address was registered again carries no link of ours', async () => {
    const fixture = useCaseFixture();
    await activeAccount(fixture);
    letPausesPass(fixture);
    await fixture.registerUser.execute(ada, request());
    await fixture.work();
    expect(fixture.mailer.sent.at(-1)).not.toHaveProperty('link');
  });
});

describe('a task that is no mail', () => {
  const task = (payload: LeasedTask['payload']): LeasedTask => ({
    ...{
      id: 'id',
      type: 'send_mail',
      payload,
      traceparent: null,
      requestId: 'r',
      lease: 'l',
      attempt: 1,
      ageSeconds: 0,
    },
  });

  it.each([{}, { template: 'invoice', to: ada.email }, { template: 'verify_email' }])(
    'is refused: %o',
    async (payload) => {
      const { deps } = useCaseFixture();
      await expect(new SendMail(deps).run(task(payload), atOnce)).rejects.toThrow(TypeError);
    },
  );

  it('with a link sealed for something else is refused', async () => {
    const { deps } = useCaseFixture();
    const sealed = await deps.sealer.seal('task', 'token');
    const attempt = new SendMail(deps).run(
      task({ template: 'verify_email', to: ada.email, sealed_token: sealed }),
      atOnce,
    );
    await expect(attempt).rejects.toMatchObject({ code: 'seal_broken' });
  });
});
