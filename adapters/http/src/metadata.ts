import { z } from '@hono/zod-openapi';
import { type Metadata, maxMetadataBytes } from '@users/domain';

/** Deeper ones are no small facts, and a reader that recurses would fall over them. */
const maxDepth = 16;

/** Names that reach a prototype in careless readers (Hono GHSA-v8w9-8mx6-g223). */
const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A JSON object for the platform's own use, small and of nothing that PostgreSQL cannot store. */
export const metadata = z
  .custom<Metadata>((value) => complaintOf(value) === null, { error: ({ input }) => complaintOf(input) ?? '' })
  .openapi({
    type: 'object',
    additionalProperties: true,
    description: `A JSON object of at most ${maxMetadataBytes} bytes.`,
    example: { plan: 'team' },
  });

/** What is wrong with it; null: nothing. */
function complaintOf(value: unknown): string | null {
  if (value === undefined) return 'is required';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  return (
    complaintOfParts(value) ??
    (sizeOf(value) > maxMetadataBytes ? `must have at most ${maxMetadataBytes} bytes as JSON` : null)
  );
}

/** Level by level instead of by recursion: a body has room for thousands of levels. */
function complaintOfParts(value: object): string | null {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return `must not be nested deeper than ${maxDepth} levels`;
    const complaint = level.map(complaintOfPart).find((found) => found !== null);
    if (complaint !== undefined) return complaint;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return null;
}

function complaintOfPart(part: unknown): string | null {
  if (typeof part === 'number' && !Number.isFinite(part)) return 'must not contain numbers that are too large';
  if (typeof part === 'string') return isText(part) ? null : 'must not contain text that is not Unicode, or NUL';
  if (typeof part !== 'object' || part === null) return null;
  const names = Object.keys(part);
  if (names.some((name) => reserved.has(name))) return 'must not use the names __proto__, constructor and prototype';
  return names.every(isText) ? null : 'must not contain text that is not Unicode, or NUL';
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function sizeOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}
