import { z } from '@hono/zod-openapi';
import { VersionMismatch } from '@users/domain';
import { expectedVersions } from './entity-tag.ts';

/** The header of requests that change something only in the version that was read. */
export const ifMatch = z.object({
  'if-match': z.string().optional().openapi({ description: 'An ETag, a list of them, or `*`.', example: '"2"' }),
});

export const etagHeader = {
  ETag: { description: 'The version, for If-Match.', required: true, schema: { type: 'string', example: '"2"' } },
} as const;

/** Versions start at 1. */
const noVersion = 0;

/**
 * One attempt for each version that would do; a mismatch tells which one is stored and changes nothing.
 *
 * @param header `If-Match`; absent: whatever is stored
 * @throws RequestRefused when it is malformed; VersionMismatch
 */
export async function expecting<Result>(
  header: string | undefined,
  attempt: (expectedVersion: number | null) => Promise<Result>,
): Promise<Result> {
  const expected = expectedVersions(header);
  if (expected === 'any') return attempt(null);
  try {
    return await attempt(expected[0] ?? noVersion);
  } catch (error) {
    if (!(error instanceof VersionMismatch) || !expected.includes(error.current)) throw error;
    return attempt(error.current);
  }
}
