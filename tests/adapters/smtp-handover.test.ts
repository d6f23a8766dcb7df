import { NotYet } from '@users/application';
import { SmtpMailer } from '@users/mail';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyEmailMail } from '../support/mails.ts';
import { freePort } from '../support/services/free-port.ts';
import { atOnce } from '../support/timeless.ts';
import { until } from '../support/until.ts';

const sender = { name: 'Users', address: 'no-reply@example.com' };

describe('handing a mail over', () => {
  /** What the server heard, in order: who shall get a mail, the first byte of a text, a whole text. */
  let heard: string[];
  let answerRecipient: (done: (error?: Error) => void) => void;
  let server: SMTPServer;
  let mailer: SmtpMailer;

  beforeEach(async () => {
    heard = [];
    answerRecipient = (done) => done();
    const port = await freePort();
    server = new SMTPServer({
      ...{ disabledCommands: ['AUTH', 'STARTTLS'], closeTimeout: 1, disableReverseLookup: true },
      onRcptTo: ({ address }, _session, done) => {
        heard.push(`to ${address}`);
        answerRecipient(done);
      },
      onData: (stream, _session, done) => {
        stream.once('data', () => heard.push('text'));
        stream.once('end', () => [heard.push('end'), done()]);
      },
    });
    server.on('error', () => {});
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    mailer = new SmtpMailer({ url: `smtp://127.0.0.1:${port}`, sender, timeoutMs: 30_000 });
  });
  afterEach(async () => {
    mailer.close();
    await new Promise<void>((resolve) => server.close(resolve));
  });

  test('everything before the text is done at once, and the text waits for its turn', async () => {
    const turn = Promise.withResolvers<void>();
    let asked = false;
    const sent = mailer.send(verifyEmailMail(), () => {
      asked = true;
      return turn.promise;
    });
    await until('the turn to be asked for', () => asked);
    // A byte that went out too early would be here soon after.
    await mailer.send(verifyEmailMail({ to: 'bea@example.com' }), atOnce);
    expect(heard).toEqual(['to ana@example.com', 'to bea@example.com', 'text', 'end']);
    turn.resolve();
    await sent;
    expect(heard.slice(4)).toEqual(['text', 'end']);
  });

  test('whose turn does not come, it is not handed over, and the reason is told as it is', async () => {
    const reason = new NotYet('another');
    await expect(mailer.send(verifyEmailMail(), () => Promise.reject(reason))).rejects.toBe(reason);
    await mailer.send(verifyEmailMail({ to: 'bea@example.com' }), atOnce);
    expect(heard.filter((word) => word === 'end')).toHaveLength(1);
  });

  test('a turn is not asked for as long as the server thinks about the recipient, nor when it refuses', async () => {
    const answers: ((error?: Error) => void)[] = [];
    answerRecipient = (done) => answers.push(done);
    let asked = false;
    const sent = mailer.send(verifyEmailMail(), async () => {
      asked = true;
    });
    await until('the recipient to be asked', () => answers.length > 0);
    answerRecipient = (done) => done();
    // One address over which the server broods holds up no other.
    await mailer.send(verifyEmailMail({ to: 'bea@example.com' }), atOnce);
    answers[0]?.(Object.assign(new Error('no such user'), { responseCode: 550 }));
    await expect(sent).rejects.toMatchObject({ code: 'mail_refused' });
    expect(asked).toBe(false);
  });

  test('when the time for the mail is up, a turn that comes later changes nothing', async () => {
    const turn = Promise.withResolvers<void>();
    const impatient = new SmtpMailer({ url: `smtp://127.0.0.1:${portOf(server)}`, sender, timeoutMs: 500 });
    await expect(impatient.send(verifyEmailMail(), () => turn.promise)).rejects.toMatchObject({
      code: 'dependency_unavailable',
    });
    turn.resolve();
    await mailer.send(verifyEmailMail({ to: 'bea@example.com' }), atOnce);
    impatient.close();
    expect(heard.filter((word) => word === 'end')).toHaveLength(1);
  });

  test('a connection that the server has closed in the meantime is replaced, within the same turn', async () => {
    await mailer.send(verifyEmailMail(), atOnce);
    heard.length = 0;
    let asked = 0;
    const turn = Promise.withResolvers<void>();
    const sent = mailer.send(verifyEmailMail(), () => {
      asked += 1;
      return turn.promise;
    });
    await until('the turn to be asked for', () => asked > 0);
    for (const connection of server.connections) connection.close();
    await until('another try', () => heard.length > 1);
    turn.resolve();
    await sent;
    expect(asked).toBe(1);
    expect(heard).toEqual(['to ana@example.com', 'to ana@example.com', 'text', 'end']);
  });
});

function portOf({ server }: SMTPServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('not listening');
  return address.port;
}
