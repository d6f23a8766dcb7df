import { z } from '@hono/zod-openapi';

const example = '<!doctype html>\n<html lang="en">…</html>';

/** In the API document: the answer is a page for people. */
export const pageContent = { 'text/html': { schema: z.string(), example } } as const;
