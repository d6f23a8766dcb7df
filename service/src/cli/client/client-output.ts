import type { ClientView } from '@users/application';
import { printJson } from '../table.ts';

/** A service client for programs, in the API's own names. */
export function clientJson({ createdAt, previousSecretUntil, revokedAt, ...client }: ClientView): object {
  return {
    ...client,
    ...{ created_at: createdAt, previous_secret_until: previousSecretUntil, revoked_at: revokedAt },
  };
}

/** Tells a new secret: to people with a word of warning, to programs beside the client. */
export function printSecret(done: string, client: ClientView, secret: string, json: boolean): void {
  if (json) printJson({ ...clientJson(client), client_secret: secret });
  else console.log(`${done} ${client.name} (${client.id}).\nSecret, shown this once: ${secret}`);
}
