import type { ZodError } from 'zod';
import { fieldsOf } from '../problems/invalid-fields.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { RequestRefused } from '../problems/request-refused.ts';

type Validated =
  | { readonly success: true; readonly target: string }
  | { readonly success: false; readonly target: string; readonly error: ZodError };

const places: Readonly<Record<string, FieldProblem['in']>> = {
  query: 'query',
  param: 'path',
  header: 'header',
  cookie: 'cookie',
};

/**
 * Refuses input that its schema refuses.
 *
 * @param hints what to say of a field that is known, but not to be sent here
 * @param code what to call it, where a standard has another name for it
 * @throws RequestRefused naming each field
 */
export function validationHook(
  hints: Readonly<Record<string, string>> = {},
  code: 'validation_failed' | 'invalid_request' = 'validation_failed',
) {
  return (result: Validated): undefined => {
    if (result.success) return undefined;
    throw new RequestRefused(code, { fields: fieldsOf(result.error, places[result.target], hints) });
  };
}
