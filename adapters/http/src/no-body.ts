import { z } from '@hono/zod-openapi';

/** For operations that take nothing: no body at all, or `{}`, which clients of HAL-FORMS send. */
export const noBody = {
  required: false,
  content: { 'application/json': { schema: z.strictObject({}).openapi('Nothing') } },
} as const;
