import { pino } from 'pino';

const blackedOut = '[Redacted]';

/** Of names in bodies, headers, rows, events and variables, in every spelling: what stands under them may be secret. */
const secretName =
  /passw|secret|token|authorization|cookie|credential|seal|hash|digest|private|jwk|tls_?key|^(?:key|link|invite)$/i;

/**
 * What gives itself away in text that others wrote (messages, stacks): JWTs and JWEs, refresh tokens, hashes of
 * passwords, private keys, tokens in links, credentials in URLs and headers. Never beyond the end of a JSON string.
 */
const secretText = new RegExp(
  [
    String.raw`\beyJ[\w-]+(?:\.[\w-]*){2,4}`,
    String.raw`\brt_[\w-]{16,}`,
    String.raw`\$(?:argon2|2[abxy]\$|scrypt|pbkdf2)[\w$=,+/.-]+`,
    `-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*`,
    String.raw`(?<=[?&]token=)[\w-]+`,
    String.raw`(?<=:\/\/[^\s/:@"\\]*:)[^\s/"\\]+(?=@)`,
    String.raw`(?<=\b(?:Bearer|Basic)\s)[\w.~+/=-]{8,}`,
  ].join('|'),
  'g',
);

/** As deep as pino itself looks. */
const maxDepth = 5;

/** Of an error of ours or of Node, beside what it says and where. */
const errorFields = ['code', 'dependency', 'sqlState', 'constraint'] as const;

/**
 * What is logged, without what may be secret, however deep. pino's own `redact` takes each depth and each spelling for
 * a path of its own: that is a hundred paths, and a tenth of a millisecond for each line.
 */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return errorWords(value);
  if (ArrayBuffer.isView(value)) return blackedOut;
  if (depth === maxDepth) return '[…]';
  if ('toJSON' in value && typeof value.toJSON === 'function') return withoutSecrets(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  const fields = Object.entries(value).map(([name, field]) => {
    const secret = secretName.test(name) && field !== null && field !== undefined;
    return [name, secret ? blackedOut : withoutSecrets(field, depth + 1)];
  });
  return Object.fromEntries(fields);
}

/** A finished line, without secrets that stand in the middle of its text. */
export function lineWithoutSecrets(line: string): string {
  return line.replace(secretText, blackedOut);
}

/**
 * What an error says and where it happened, its causes included. Nothing else of it: drivers hang on theirs what they
 * worked with, such as a whole connection with the key that cancels its statements, or the row that was refused.
 */
export function errorWords(error: Error): { readonly message: string; readonly stack: string } {
  const { type, message, stack } = pino.stdSerializers.err(error);
  const more = errorFields.flatMap((name) => {
    const field: unknown = Reflect.get(error, name);
    return typeof field === 'string' ? [[name, field]] : [];
  });
  return { type, message, stack, ...Object.fromEntries(more) };
}
