import { createHash } from 'node:crypto';

const hash = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';

/** Every so many rows is an invitation, and every so many names its id. */
export const invitedEvery = 20;
const namedEvery = 10;

/** One row of a file that is the same whenever it is made. */
export function importLine(index: number): string {
  const record = {
    email: `person-${index}@example.com`,
    full_name: `Person Number ${index}`,
    locale: index % 2 === 0 ? 'en' : 'es',
    metadata: { team: `team-${index % 50}`, number: index },
    roles: ['user'],
    ...(index % invitedEvery === 0 ? {} : { password_hash: hash }),
    ...(index % namedEvery === 0 ? { id: idOf(index) } : {}),
  };
  return `${JSON.stringify(record)}\n`;
}

/** A UUID of version 4 (RFC 9562 §5.4), as other systems have them. */
function idOf(index: number): string {
  const hex = createHash('sha256').update(String(index)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** So many rows, in chunks of about 64 KiB, made as they are read. */
export async function* importChunks(rows: number): AsyncGenerator<Buffer, void> {
  let text = '';
  for (let index = 0; index < rows; index += 1) {
    text += importLine(index);
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
