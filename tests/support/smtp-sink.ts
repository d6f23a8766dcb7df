import { once } from 'node:events';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { freePort } from './services/free-port.ts';
import { until } from './until.ts';

/** A mail as it arrived: the parsed message and the addresses of the envelope, which are what really counts. */
export type ReceivedMail = ParsedMail & {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly receivedAt: Date;
};

/**
 * What the sink does with mail: takes it; refuses each recipient for good (550) or for now (451); accepts the connection
 * and then never says a word; or takes the mail and never says so.
 */
export type SmtpManner = 'accept' | 'refuse' | 'defer' | 'hang' | 'mute';

/** An SMTP server that keeps what it is sent. */
export type SmtpSink = {
  /** `smtp://127.0.0.1:<port>`, the same before and after being away. */
  readonly url: string;
  /** Everything received, oldest first. */
  readonly mails: readonly ReceivedMail[];
  /** Changes the manner for what comes next; of mails to `only`, if that is given, and accepts all others. */
  behave(manner: SmtpManner, only?: string): void;
  /** Stops listening and cuts the connections: to clients the server is gone. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /**
   * The oldest mail to `to` (an envelope address, compared without case) that fits, waited for if need be.
   *
   * @throws Error that names the recipients and subjects seen, when none has come within `timeoutMs` (10 s)
   */
  waitForMail(to: string, fits?: (mail: ReceivedMail) => boolean, timeoutMs?: number): Promise<ReceivedMail>;
  close(): Promise<void>;
};

/**
 * Starts a sink on a free port of the loopback address.
 *
 * @param take gets each mail in place of `mails`, for whoever is sent too many to keep
 */
export async function startSmtpSink(take?: (mail: ReceivedMail) => void): Promise<SmtpSink> {
  const mails: ReceivedMail[] = [];
  const keep = take ?? ((mail) => void mails.push(mail));
  let manner: SmtpManner = 'accept';
  let concerned: string | undefined;
  const mannerTo = (address?: string) => (concerned === undefined || concerned === address ? manner : 'accept');
  const port = await freePort();
  let server = await listen(port, keep, mannerTo);

  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    behave(next, only) {
      manner = next;
      concerned = only;
    },
    goAway: () => shut(server),
    async comeBack() {
      server = await listen(port, keep, mannerTo);
    },
    async waitForMail(to, fits = () => true, timeoutMs = 10_000) {
      const address = to.toLowerCase();
      const found = () => mails.find((mail) => mail.envelope.to.includes(address) && fits(mail));
      try {
        return await until(`a mail to ${to}`, found, { timeoutMs, intervalMs: 10 });
      } catch (error) {
        const seen = mails.map((mail) => `${mail.envelope.to.join(', ')}: ${mail.subject ?? ''}`);
        throw new Error(`no such mail to ${to}; seen: ${seen.join(' | ') || 'none'}`, { cause: error });
      }
    },
    close: () => shut(server),
  };
}

async function listen(
  port: number,
  keep: (mail: ReceivedMail) => void,
  manner: (address?: string) => SmtpManner,
): Promise<SMTPServer> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 1,
    // Asking the name service about a client takes longer than the mail.
    disableReverseLookup: true,
    onConnect(_session, callback) {
      if (manner() !== 'hang') callback();
    },
    onRcptTo({ address }, _session, callback) {
      const towards = manner(address.toLowerCase());
      if (towards === 'refuse') callback(Object.assign(new Error('No such user here'), { responseCode: 550 }));
      else if (towards === 'defer') callback(Object.assign(new Error('Try again later'), { responseCode: 451 }));
      else callback();
    },
    onData(stream, { envelope }, callback) {
      simpleParser(stream).then((mail) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map((recipient) => recipient.address.toLowerCase());
        keep({ ...mail, envelope: { from, to }, receivedAt: new Date() });
        if (manner(to[0]) !== 'mute') callback();
      }, callback);
    },
  });
  // Clients that are killed in the middle of a mail are part of the tests.
  server.on('error', () => {});
  const net = server.listen(port, '127.0.0.1');
  await once(net, 'listening');
  return server;
}

function shut(server: SMTPServer): Promise<void> {
  return new Promise((resolve) => server.close(resolve));
}
