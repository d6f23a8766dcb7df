import { errorWords, lineWithoutSecrets } from './log-secrets.ts';

/**
 * An error that nobody foresaw ends the process, as Node would have it, but is told like in the log: Node itself prints all
 * that hangs on it, such as the connection that broke with its password.
 */
export function tellUncaught(): void {
  process.on('uncaughtException', (error) => {
    const words = error instanceof Error ? errorWords(error).stack : 'something was thrown that is no error';
    console.error(lineWithoutSecrets(`${words}\n\nThis is a fault of the service. Please report it with these lines.`));
    process.exit(1);
  });
}
