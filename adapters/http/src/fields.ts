import { z } from '@hono/zod-openapi';
import {
  defaultGraceSeconds,
  isPrintable,
  maxGraceSeconds,
  maxPasswordLength,
  maxShownLengths,
  permissions,
} from '@users/domain';

/**
 * Fields of requests. Sizes are bounded here, in code points as JSON Schema counts them; what a value means is the
 * domain's to judge. Text that PostgreSQL cannot store (NUL, lone surrogates) goes no further.
 */

function atMost(points: number) {
  const error = `must have at most ${points} characters`;
  // A code point has at most two units: the spread is bounded too.
  return (text: string, context: { addIssue: (message: string) => void }) => {
    if (text.length > points * 2 || [...text].length > points) context.addIssue(error);
    else if (!text.isWellFormed()) context.addIssue('must be well-formed Unicode');
  };
}

export const email = z
  .string()
  .min(1)
  .superRefine(atMost(254))
  .openapi({ format: 'email', maxLength: 254, example: 'ada@example.com' });

export const fullName = z
  .string()
  .trim()
  .min(1)
  .superRefine(atMost(maxShownLengths.fullName))
  .refine(isPrintable, { error: 'must not contain control characters' })
  .openapi({ minLength: 1, maxLength: maxShownLengths.fullName, example: 'Ada Lovelace' });

export const locale = z
  .string()
  .max(35)
  .refine(isLanguageTag, { error: 'must be a language tag such as en or es-MX' })
  .openapi({ maxLength: 35, description: 'BCP 47.', example: 'en' });

/** Words of an administrator, for other administrators. */
export const reason = z
  .string()
  .trim()
  .min(1)
  .superRefine(atMost(maxShownLengths.reason))
  .refine(isPrintable, { error: 'must not contain control characters' })
  .openapi({ minLength: 1, maxLength: maxShownLengths.reason, example: 'Asked for by its owner.' });

export const description = z
  .string()
  .trim()
  .superRefine(atMost(maxShownLengths.description))
  .refine(isPrintable, { error: 'must not contain control characters' })
  .openapi({ maxLength: maxShownLengths.description, example: 'Looks after other accounts.' });

/** Part of a name or an address; shorter ones no index can find. */
export const searchText = z
  .string()
  .trim()
  .superRefine(atMost(200))
  .refine((text) => [...text].length >= 3, { error: 'must have at least 3 characters' })
  .refine(isPrintable, { error: 'must not contain control characters' })
  .openapi({ minLength: 3, maxLength: 200, example: 'lovelace' });

export const instant = z.iso
  .datetime({ offset: true, error: 'must be a date and time with a time zone (RFC 3339)' })
  .openapi({ example: '2026-01-01T00:00:00Z' });

/** The key of a role; also in paths. */
export const roleName = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_-]*$/, { error: 'must be lower-case letters, digits, - and _, beginning with a letter' })
  .openapi({ description: 'Name of a role.', example: 'support' });

/** Of a service client. */
export const clientName = z
  .string()
  .trim()
  .min(1)
  .superRefine(atMost(maxShownLengths.clientName))
  .refine(isPrintable, { error: 'must not contain control characters' })
  .openapi({ minLength: 1, maxLength: maxShownLengths.clientName, example: 'billing' });

export const graceSeconds = z
  .int()
  .min(0)
  .max(maxGraceSeconds)
  .openapi({ description: 'How long the secret before stays good.', default: defaultGraceSeconds });

/** Repeated ones count once. */
export const roleNames = z
  .array(roleName)
  .max(50)
  .openapi({ example: ['user'] });

export const permissionList = z
  .array(z.enum(permissions))
  .max(50)
  .openapi({ example: ['users:read'] });

/** Both the one that exists and a new one: how long a new one must be, the domain says. */
export const password = z
  .string()
  .min(1)
  .superRefine(atMost(maxPasswordLength))
  .openapi({ format: 'password', maxLength: maxPasswordLength, example: 'correct horse battery staple' });

/** Token of a mail link. Any text of a bearable size: an unknown one has its own answer. */
export const linkToken = z
  .string()
  .min(1)
  .max(200)
  .openapi({ description: 'From the mailed link.', example: 'q0Y3v5m8V2p7dJx1kR4tZ6wB9nC0sF2hL5gT8yU1eIo' });

/** Asked for by a browser's page; see RefreshCookie. */
export const sessionMode = z.literal('cookie').optional().openapi({
  description:
    'For pages in a browser: the refresh token travels in a cookie that no script can read, not in bodies. Asks for an `Origin` of this service or one of CORS_ORIGINS.',
});

export const refreshToken = z.string().min(1).max(512).openapi({ example: 'rt_AZgPTm8afD6benovDF0eikQAAAAB…' });

export const accessToken = z
  .string()
  .min(1)
  .max(8192)
  .openapi({ example: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9…' });

export const sessionId = z
  .uuid()
  .toLowerCase()
  .openapi({ description: 'Id of the session.', example: '01980f51-0d7e-7a41-8c55-6b8f0a9d3e21' });

export const clientId = z
  .uuid()
  .toLowerCase()
  .openapi({ description: 'Id of the service client.', example: '01980f53-2b6c-7d10-9a44-3e7f1c5b8d90' });

export const userId = z
  .uuid()
  .toLowerCase()
  .openapi({ description: 'Id of the user.', example: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44' });

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
