import type { Permission } from '@users/domain';
import { operator } from './accounts.ts';
import { type AccountFixture, request } from './use-case-fixture.ts';

/** A sibling service, with its secret and a token. */
export interface ServiceClientFixture {
  readonly id: string;
  readonly secret: string;
  readonly accessToken: string;
}

/** A client that is granted this, and a token for all of it. */
export async function createdClient(
  on: AccountFixture,
  permissions: readonly Permission[],
): Promise<ServiceClientFixture> {
  const input = { name: 'billing', description: 'Writes invoices.', permissions };
  const { client, secret } = await on.createClient.execute(input, operator);
  return { id: client.id, secret, accessToken: await clientToken(on, { id: client.id, secret }) };
}

/** @param scope names of permissions; null: all */
export async function clientToken(
  on: AccountFixture,
  { id, secret }: Pick<ServiceClientFixture, 'id' | 'secret'>,
  scope: readonly string[] | null = null,
): Promise<string> {
  const issued = await on.issueClientToken.execute({ clientId: id, secret, scope }, request());
  return issued.accessToken;
}
