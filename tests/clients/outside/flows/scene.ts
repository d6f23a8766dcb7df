import assert from 'node:assert/strict';

/** Where the service listens; every other address a hypermedia client learns from it. */
export const apiUrl = variable('API_URL');

export const admin = { email: variable('ADMIN_EMAIL'), password: variable('ADMIN_PASSWORD') };

/** The one who registers in this flow; nobody else uses the address. */
export const newcomer = {
  email: variable('NEWCOMER_EMAIL'),
  password: 'a quiet river at dawn',
  full_name: 'Ada Lovelace',
};

/** What the flow changes the name to; the test looks for it afterwards. */
export const newName = variable('NEW_NAME');

/** The token of the link that was mailed to this address, waited for. */
export async function mailedToken(address: string): Promise<string> {
  const response = await fetch(`${variable('MAILBOX_URL')}/?to=${encodeURIComponent(address)}`);
  assert.equal(response.status, 200, 'a mail has come');
  return response.text();
}

function variable(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is set`);
  return value;
}
