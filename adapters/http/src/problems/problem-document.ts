import { z } from '@hono/zod-openapi';
import type { DomainErrorClass } from '@users/domain';
import { affordanceTable } from '../affordance-table.ts';
import { exampleLinks, links, templates } from '../hal.ts';
import { isProblemCode, type ProblemCode, problemTable } from './problem-table.ts';
import { problemType } from './problem-type.ts';

const problem = z.object({
  type: z.url().openapi({ description: 'Address of a page about this code.' }),
  title: z.string().openapi({ description: 'The same for every occurrence of the code.' }),
  status: z.int().openapi({ description: 'The HTTP status.' }),
  detail: z.string().openapi({ description: 'For people.' }),
  code: z.string().openapi({ description: 'What clients branch on; it never changes.' }),
  request_id: z.string().openapi({ description: 'What to tell the operator.' }),
  errors: z
    .array(
      z.object({
        pointer: z.string().openapi({ description: 'JSON pointer (RFC 6901) into the body, or into what `in` names.' }),
        detail: z.string(),
        in: z.enum(['query', 'path', 'header', 'cookie']).optional(),
      }),
    )
    .optional()
    .openapi({ description: 'One entry for each wrong field.' }),
  _links: links.optional().openapi({ description: 'What may help, where there is something.' }),
  _templates: templates.optional(),
});

/** Component `Problem` of the API document. */
export const problemSchema = problem.openapi('Problem', { description: 'RFC 9457.' });

/** Component `OAuthProblem`: the same, for those who look at `error`. */
export const oauthProblemSchema = problem
  .extend({
    error: z.string().openapi({ description: 'The same as `code`.' }),
    error_description: z.string().openapi({ description: 'The same as `detail`.' }),
  })
  .openapi('OAuthProblem', { description: 'RFC 6749 §5.2, with the members of a problem.' });

/** The codes of what a use-case may throw. An error's constructor only assigns, so one made of nothing tells its code. */
export function codesOf(errors: readonly DomainErrorClass[]): ProblemCode[] {
  return errors.map((errorClass) => {
    const { code }: { code: string } = Reflect.construct(errorClass, []);
    if (!isProblemCode(code)) throw new TypeError(`${errorClass.name} has no row in the problem table`);
    return code;
  });
}

/**
 * Responses of the API document, one for each status that the codes have.
 *
 * @param asPage the operation answers people with pages: problems too
 */
export function problemResponses(codes: Iterable<ProblemCode>, asPage: boolean): Record<string, object> {
  const byStatus = Object.groupBy(new Set(codes), (code) => String(problemTable[code].status));
  const responses: Record<string, object> = {};
  for (const [status, group = []] of Object.entries(byStatus)) {
    const headers = headersOf(Number(status));
    // A status has codes of one kind: RFC 6749 names its own, and no operation has both.
    const oauth = group.every((code) => problemTable[code].oauth) || undefined;
    responses[status] = {
      description: group.map((code) => problemTable[code].title).join(' · '),
      ...(headers && { headers }),
      content: {
        [problemType(oauth)]: { schema: schemaOf(group, oauth), examples: examplesOf(group) },
        ...(asPage && { 'text/html': { schema: { type: 'string' } } }),
      },
    };
  }
  return responses;
}

function schemaOf(codes: readonly ProblemCode[], oauth: true | undefined): object {
  const code = { type: 'string', enum: codes };
  return {
    allOf: [
      { $ref: `#/components/schemas/${oauth ? 'OAuthProblem' : 'Problem'}` },
      { type: 'object', properties: { code } },
    ],
  };
}

function examplesOf(codes: readonly ProblemCode[]): Record<string, object> {
  return Object.fromEntries(codes.map((code) => [code, { summary: problemTable[code].title, value: example(code) }]));
}

function example(code: ProblemCode): object {
  const { title, status, detail, cause, offers, oauth } = problemTable[code];
  const type = `https://users.example.com/problems/${code}`;
  const about = detail ?? cause;
  const members = { type, title, status, detail: about, code, request_id: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44' };
  const offered = offers?.map((action) => [affordanceTable[action].rel, affordanceTable[action].path] as const);
  const help = offered && { _links: exampleLinks(Object.fromEntries(offered)), _templates: {} };
  return { ...members, ...help, ...(oauth && { error: code, error_description: about }) };
}

function headersOf(status: number): Record<string, object> | undefined {
  const text = { type: 'string' };
  if (status === 401) return { 'WWW-Authenticate': { description: 'RFC 9110 §11.6.1.', required: true, schema: text } };
  if (status === 503) {
    return { 'Retry-After': { description: 'Seconds.', required: true, schema: { type: 'integer' } } };
  }
  return undefined;
}
