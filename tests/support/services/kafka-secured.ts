import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lastLines, run } from './command.ts';
import { freePort } from './free-port.ts';

/** Whom the listener knows, by SASL/PLAIN and SCRAM alike. */
export const kafkaUser = { username: 'alice', password: 'alice-secret' };

/** A listener that asks for a log-in over TLS, with a certificate of its own. */
export type SecuredListener = {
  readonly port: number;
  /** For `server.properties`. */
  readonly properties: Readonly<Record<string, string>>;
  /** For the formatting of the broker's folder: users of SCRAM are kept there. */
  readonly formatArguments: readonly string[];
  /** The certificate (PEM), which signed itself. */
  readonly ca: string;
};

/**
 * Makes the certificate and the settings. Access is open but for what a test denies the user; whoever comes by the other
 * listener may do everything.
 *
 * @param java of the broker: keytool lies beside it
 */
export async function securedListener(java: string, folder: string): Promise<SecuredListener> {
  const port = await freePort();
  const keystore = join(folder, 'broker.p12');
  const certificate = join(folder, 'broker.pem');
  const secret = 'broker-secret';
  const keytool = join(dirname(java), 'keytool');
  const common = ['-alias', 'broker', '-keystore', keystore, '-storetype', 'PKCS12', '-storepass', secret];
  await mustRun(keytool, [
    ...['-genkeypair', ...common, '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '2'],
    ...['-dname', 'CN=127.0.0.1', '-ext', 'SAN=ip:127.0.0.1,dns:localhost'],
  ]);
  await mustRun(keytool, ['-exportcert', ...common, '-rfc', '-file', certificate]);
  const { username, password } = kafkaUser;
  const login = (module: string, users = '') => `org.apache.kafka.common.security.${module} required${users};`;
  const listener = 'listener.name.secured';
  return {
    port,
    properties: {
      [`${listener}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      [`${listener}.plain.sasl.jaas.config`]: login('plain.PlainLoginModule', ` user_${username}="${password}"`),
      [`${listener}.scram-sha-256.sasl.jaas.config`]: login('scram.ScramLoginModule'),
      [`${listener}.scram-sha-512.sasl.jaas.config`]: login('scram.ScramLoginModule'),
      [`${listener}.ssl.keystore.type`]: 'PKCS12',
      [`${listener}.ssl.keystore.location`]: keystore,
      [`${listener}.ssl.keystore.password`]: secret,
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'allow.everyone.if.no.acl.found': 'true',
      'super.users': 'User:ANONYMOUS',
    },
    formatArguments: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${username},password=${password}]`,
    ]),
    ca: await readFile(certificate, 'utf8'),
  };
}

async function mustRun(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, [...args]);
  if (code !== 0) throw new Error(`${command} failed:\n${lastLines(output)}`);
}
