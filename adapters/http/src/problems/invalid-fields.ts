import type { ZodError, z } from 'zod';
import type { FieldProblem } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** More complaints than this help nobody, and a body of nothing but unknown fields is not echoed whole. */
const maxFields = 50;

/**
 * The first complaint about each field, by JSON pointer. Values are never repeated: one of them may be a password.
 *
 * @param place where the value stood; absent for the body
 * @param hints what to say of a field that is known, but not to be sent here
 */
export function fieldsOf(
  error: ZodError,
  place?: FieldProblem['in'],
  hints: Readonly<Record<string, string>> = {},
): readonly FieldProblem[] {
  const located = place === undefined ? {} : { in: place };
  const byPointer = new Map<string, FieldProblem>();
  for (const complaint of error.issues.flatMap((issue) => complaints(issue, hints))) {
    // What is said of the size of something that has the wrong type helps nobody.
    if (!byPointer.has(complaint.pointer)) byPointer.set(complaint.pointer, { ...complaint, ...located });
  }
  return [...byPointer.values()].slice(0, maxFields);
}

function complaints(issue: Issue, hints: Readonly<Record<string, string>>): FieldProblem[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointer(issue.path), detail: describe(issue) }];
  return issue.keys.map((key) => {
    const detail = Object.hasOwn(hints, key) ? hints[key] : undefined;
    return { pointer: pointer([...issue.path, key]), detail: detail ?? 'is not a field of this request' };
  });
}

function describe(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'is required'
        : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return `must ${size(issue.origin, issue.minimum, 'at least')}`;
    case 'too_big':
      return `must ${size(issue.origin, issue.maximum, 'at most')}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'uuid' ? 'must be a UUID' : issue.message;
    case 'custom':
      return issue.message;
    default:
      return 'is not valid';
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function size(origin: string, bound: number | bigint, relation: 'at least' | 'at most'): string {
  if (origin === 'array') return `have ${relation} ${bound} entries`;
  return origin === 'string' ? `have ${relation} ${bound} characters` : `be ${relation} ${bound}`;
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
