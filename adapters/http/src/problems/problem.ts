import { DomainError } from '@users/domain';
import { HTTPException } from 'hono/http-exception';
import { ZodError } from 'zod';
import type { Links, LinkSet, TemplateSet } from '../links.ts';
import { fieldsOf } from './invalid-fields.ts';
import { isProblemCode, type ProblemCode, problemTable } from './problem-table.ts';
import { RequestRefused } from './request-refused.ts';

/** One complaint about one field of the request. */
export interface FieldProblem {
  /** JSON pointer (RFC 6901) into the body, or into the parameters that `in` names. */
  readonly pointer: string;
  readonly detail: string;
  /** Absent: the body. */
  readonly in?: 'query' | 'path' | 'header' | 'cookie';
}

/** RFC 9457, with our own members after `detail`. */
export interface Problem {
  /** Address of a page about this code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Never changes once published: clients branch on it. */
  readonly code: ProblemCode;
  readonly request_id: string;
  readonly errors?: readonly FieldProblem[];
  /** What may help, where there is something. */
  readonly _links?: LinkSet;
  readonly _templates?: TemplateSet;
  /** Where OAuth has a name for it: what its clients look at (RFC 6749 §5.2). */
  readonly error?: string;
  readonly error_description?: string;
}

/** A refusal before it is written down as a problem. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;
}

/** What a caller is told of an error. Of one that nobody foresaw: nothing but that it happened. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RequestRefused) {
    const { code, detail, fields, headers } = error;
    return refusal(code, { ...(detail !== null && { detail }), fields, headers });
  }
  if (error instanceof DomainError && isProblemCode(error.code)) {
    return refusal(error.code, { detail: error.message, fields: error.fields, headers: retryAfter(error) });
  }
  if (error instanceof ZodError) return refusal('validation_failed', { fields: fieldsOf(error) });
  if (error instanceof HTTPException) return refusal(codeOfException(error));
  return refusal('internal_error');
}

/** The problem document of a refusal. */
export function toProblem(found: Refusal, { hal, requestId }: { hal: Links; requestId: string }): Problem {
  const { status, title, offers, oauth } = problemTable[found.code];
  return {
    type: hal.url(`/problems/${found.code}`),
    title,
    status,
    detail: found.detail,
    code: found.code,
    request_id: requestId,
    ...(found.fields.length > 0 && { errors: found.fields }),
    ...(offers && { _links: hal.links(offers), _templates: hal.templates(offers) }),
    ...(oauth && { error: found.code, error_description: found.detail }),
  };
}

function refusal(code: ProblemCode, known: Partial<Omit<Refusal, 'code'>> = {}): Refusal {
  const { detail = problemTable[code].detail ?? problemTable[code].cause, fields = [], headers = {} } = known;
  return { code, detail, fields, headers };
}

function retryAfter(error: DomainError): Record<string, string> {
  return 'retryAfterSeconds' in error ? { 'Retry-After': String(error.retryAfterSeconds) } : {};
}

/** The library refuses unreadable bodies by exceptions of its own. */
function codeOfException({ status }: HTTPException): ProblemCode {
  if (status === 415) return 'unsupported_media_type';
  return status === 400 ? 'malformed_json' : 'internal_error';
}
