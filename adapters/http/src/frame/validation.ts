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
 * @throws RequestRefused naming each field
 */
export function validationHook(hints: Readonly<Record<string, string>> = {}) {
  return (result: Validated): undefined => {
    if (result.success) return undefined;
    throw new RequestRefused('validation_failed', { fields: fieldsOf(result.error, places[result.target], hints) });
  };
}
