import { z } from 'zod';

/**
 * Schemas of single variables. Each message completes "NAME …", says what the value should be, and never repeats the
 * value: it may be a secret.
 */

export function integer(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, { error })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }));
}

export function oneOf<const Options extends readonly [string, ...string[]]>(...options: Options) {
  return z.enum(options, { error: `must be one of ${options.join(', ')}` });
}

export function url(...protocols: string[]) {
  const error = `must be an address that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  return z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), { error });
}

/** An origin, without path, query or slash at its end. */
export const origin = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text, {
    error: 'must be a list of origins such as https://app.example.com, without a path',
  });

/** Comma-separated; spaces around the parts do not count. */
export function list<Part extends z.ZodType<unknown, string>>(part: Part) {
  return z
    .string()
    .transform((text) => text.split(',').map((each) => each.trim()))
    .pipe(z.array(part).min(1));
}

export const hostPort = z
  .string()
  .refine((text) => /^[\w.[\]:-]+:\d{1,5}$/.test(text) && Number(text.split(':').at(-1)) <= 65_535, {
    error: 'must be a list of host:port',
  });

const listenError = 'must be off, or an address with a port, such as 127.0.0.1:9464 or [::1]:9464';

/** An address and a port to listen on, IPv6 in brackets; null: off. */
export const listenAddress = z
  .string()
  .regex(/^(?:off|(?:\[[\da-f:.]+\]|[\w.-]+):\d{1,5})$/i, { error: listenError })
  .transform((text) => {
    if (text.toLowerCase() === 'off') return null;
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  })
  .refine((address) => address === null || (address.port >= 1 && address.port <= 65_535), { error: listenError });

/** The name of a host, or its address, without a port. */
export const hostName = z
  .string()
  .regex(/^(?:[\w.-]+|\[[\da-f:.]+\])$/i, { error: 'must be a list of host names without ports' })
  .toLowerCase();

/** A name that Kafka takes. */
export const topic = z.string().regex(/^(?!\.{1,2}$)[\w.-]{1,249}$/, {
  error: 'must be a topic name: letters, digits, dots, underscores and hyphens',
});

/** Certificates and keys. */
export const pem = z.string().regex(/^-----BEGIN [A-Z ]+-----\n[\s\S]+-----END [A-Z ]+-----\s*$/, {
  error: 'must be PEM: it begins with -----BEGIN and ends with -----END …-----',
});

/** What people call the service: it stands in pages, in mails and in the From of mails. */
export const displayName = z
  .string()
  .trim()
  .regex(/^[^"<>\p{Cc}]{1,60}$/u, { error: 'must have 1 to 60 characters, and none of " < >' });

/** Without the sign too: in a .env file it begins a comment. */
export const color = z
  .string()
  .regex(/^#?[\da-f]{6}$/i, { error: 'must be six hexadecimal digits, such as 1d4ed8 or "#1d4ed8"' })
  .transform((text): `#${string}` => `#${text.replace('#', '').toLowerCase()}`);

export const text = z.string().min(1);
