import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { DependencyUnavailable, MailDeferred, MailRefused } from '@users/application';
import { SmtpMailer } from '@users/mail';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alreadyRegisteredMail, verifyEmailMail } from '../support/mails.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { atOnce } from '../support/timeless.ts';
import { until } from '../support/until.ts';

const sender = { name: 'Users', address: 'no-reply@example.com' };

let sink: SmtpSink;
let mailer: SmtpMailer;

beforeEach(async () => {
  sink = await startSmtpSink();
  mailer = new SmtpMailer({ url: sink.url, sender });
});

afterEach(async () => {
  mailer.close();
  await sink.close();
});

/** What the promise is rejected with. */
async function failure(promise: Promise<unknown>): Promise<Error & { cause?: unknown }> {
  const error = await promise.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new TypeError('not an error');
  return error;
}

describe('sending by SMTP', () => {
  test('a mail arrives as it was written, from the sender to the one address', async () => {
    await mailer.send(verifyEmailMail(), atOnce);
    const [mail] = sink.mails;
    expect(mail?.envelope).toEqual({ from: 'no-reply@example.com', to: ['ana@example.com'] });
    expect(mail?.from?.text).toBe('"Users" <no-reply@example.com>');
    expect(mail?.messageId).toBe('<01890000-0000-7000-8000-0000000000aa@example.com>');
    expect(mail?.text?.split('\n')).toContain(verifyEmailMail().link);
    expect(mail?.html).toContain('Ana María Núñez');
  });

  test('an address with letters beyond ASCII is reached (SMTPUTF8)', async () => {
    await mailer.send(verifyEmailMail({ to: 'josé@example.com' }), atOnce);
    expect(sink.mails[0]?.envelope.to).toEqual(['josé@example.com']);
  });
});

describe('what goes wrong', () => {
  test('a recipient refused for good (550) is refused; the message names nobody', async () => {
    sink.behave('refuse');
    const error = await failure(mailer.send(verifyEmailMail(), atOnce));
    expect(error).toBeInstanceOf(MailRefused);
    expect(error.message).toContain('550');
    expect(error.message).not.toContain('ana@');
  });

  test('a recipient refused for now (451) is put off, which says nothing of other mails; nobody is named', async () => {
    sink.behave('defer');
    const error = await failure(mailer.send(verifyEmailMail(), atOnce));
    expect(error).toBeInstanceOf(MailDeferred);
    expect(error.message).toContain('451');
    expect(error.message).not.toContain('ana@');
    sink.behave('accept');
    await mailer.send(verifyEmailMail(), atOnce);
    expect(sink.mails).toHaveLength(1);
  });

  test('an address that is none never gets to the server', async () => {
    const to = 'ana@example.com\r\nRCPT TO:<eve@example.com>';
    expect(await failure(mailer.send(verifyEmailMail({ to }), atOnce))).toBeInstanceOf(MailRefused);
    expect(sink.mails).toEqual([]);
  });

  test('a server that is away is an outage, and is used again when it is back', async () => {
    await mailer.send(verifyEmailMail(), atOnce);
    await sink.goAway();
    expect(await failure(mailer.send(verifyEmailMail(), atOnce))).toBeInstanceOf(DependencyUnavailable);
    expect(await failure(mailer.verify())).toBeInstanceOf(DependencyUnavailable);
    await sink.comeBack();
    await mailer.verify();
    await mailer.send(verifyEmailMail(), atOnce);
    expect(sink.mails).toHaveLength(2);
  });

  test('a server that takes the connection and says nothing is given up', async () => {
    sink.behave('hang');
    const impatient = new SmtpMailer({ url: sink.url, sender, timeoutMs: 200 });
    expect(await failure(impatient.send(verifyEmailMail(), atOnce))).toBeInstanceOf(DependencyUnavailable);
    expect(await failure(impatient.verify())).toBeInstanceOf(DependencyUnavailable);
    impatient.close();
  });

  // Each reply keeps the connection busy, so no time-out for silence ends it.
  test.each([
    ['EHLO', (impatient: SmtpMailer) => impatient.verify()],
    ['MAIL', (impatient: SmtpMailer) => impatient.send(verifyEmailMail(), atOnce)],
  ])('a server that trickles its reply to %s for ever is given up too', async (command, attempt) => {
    const sockets = new Set<Socket>();
    const trickling = createServer((socket) => {
      sockets.add(socket);
      socket.write('220 here\r\n');
      let timer: NodeJS.Timeout | undefined;
      socket.on('data', (chunk) => {
        if (!String(chunk).startsWith(command)) socket.write('250 ok\r\n');
        else timer ??= setInterval(() => socket.write('250-wait\r\n'), 20);
      });
      socket.on('error', () => {}).on('close', () => clearInterval(timer));
    });
    await once(trickling.listen(0, '127.0.0.1'), 'listening');
    const { port } = trickling.address() as AddressInfo;
    const impatient = new SmtpMailer({ url: `smtp://127.0.0.1:${port}`, sender, timeoutMs: 300 });
    expect(await failure(attempt(impatient))).toBeInstanceOf(DependencyUnavailable);
    impatient.close();
    for (const socket of sockets) socket.destroy();
    trickling.close();
  });

  test('a name that does not resolve is an outage', async () => {
    const lost = new SmtpMailer({ url: 'smtp://nowhere.invalid:25', sender, timeoutMs: 5_000 });
    expect(await failure(lost.send(verifyEmailMail(), atOnce))).toBeInstanceOf(DependencyUnavailable);
    lost.close();
  });
});

describe('other servers', () => {
  const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });
  const servers: SMTPServer[] = [];
  const mailers: SmtpMailer[] = [];

  afterEach(async () => {
    for (const each of mailers.splice(0)) each.close();
    await Promise.all(servers.splice(0).map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  });

  async function mailerFor(options: SMTPServerOptions, credentials = ''): Promise<SmtpMailer> {
    const server = new SMTPServer({ disabledCommands: ['STARTTLS', 'AUTH'], disableReverseLookup: true, ...options });
    server.on('error', () => {});
    const net = server.listen(0, '127.0.0.1');
    servers.push(server);
    const address = await until('the server to listen', () => net.address() ?? undefined);
    if (typeof address === 'string') throw new TypeError('not a port');
    const made = new SmtpMailer({ url: `smtp://${credentials}127.0.0.1:${address.port}`, sender });
    mailers.push(made);
    return made;
  }

  test('many mails at once use few connections', async () => {
    let connections = 0;
    let mails = 0;
    const busy = await mailerFor({
      onConnect: (_session, done) => {
        connections += 1;
        done();
      },
      onData: (stream, _session, done) => {
        mails += 1;
        stream.resume().on('end', () => done());
      },
    });
    const ids = Array.from({ length: 40 }, (_, index) => `0000-${index}`);
    await Promise.all(ids.map((id) => busy.send(alreadyRegisteredMail({ id }), atOnce)));
    expect(mails).toBe(40);
    expect(connections).toBeLessThanOrEqual(5);
  });

  test('content refused for good is refused, by its code alone', async () => {
    const strict = await mailerFor({
      onData: (stream, _session, done) => {
        stream.resume().on('end', () => done(refusal(554, '5.7.1 spam from ana@example.com')));
      },
    });
    const error = await failure(strict.send(verifyEmailMail(), atOnce));
    expect(error).toBeInstanceOf(MailRefused);
    expect(error.message).toMatch(/554 5\.7\.1$/);
  });

  test('a sender that is not allowed is our fault, not the mail’s', async () => {
    const strict = await mailerFor({ onMailFrom: (_address, _session, done) => done(refusal(550, 'who are you')) });
    expect(await failure(strict.send(verifyEmailMail(), atOnce))).toBeInstanceOf(DependencyUnavailable);
  });

  test('a demand to log in is our fault too', async () => {
    const strict = await mailerFor({ onRcptTo: (_address, _session, done) => done(refusal(530, '5.7.0 log in')) });
    expect(await failure(strict.send(verifyEmailMail(), atOnce))).toBeInstanceOf(DependencyUnavailable);
  });

  test('a wrong password is an outage, and is repeated nowhere', async () => {
    const options: SMTPServerOptions = {
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) => done(refusal(535, `no ${auth.username}:${auth.password}`)),
    };
    const strict = await mailerFor(options, 'someone:s3cret-words@');
    for (const error of [await failure(strict.send(verifyEmailMail(), atOnce)), await failure(strict.verify())]) {
      expect(error).toBeInstanceOf(DependencyUnavailable);
      expect(String(error.cause)).toContain('535');
      expect(`${error.message} ${String(error.cause)}`).not.toMatch(/s3cret|someone/);
    }
  });
});
