import type { z } from 'zod';

/** One variable: what it takes, what it means, and what holds when it is not set. */
export interface Variable {
  readonly schema: z.ZodType<unknown, string>;
  readonly meaning: string;
  /** What is used when it is unset, in words or as the value itself. */
  readonly fallback: string;
  /** Values that are somebody else's: they count as unset. */
  readonly foreign?: RegExp;
  /** Can be read from the file that NAME_FILE points at; never printed. */
  readonly secret?: true;
}
