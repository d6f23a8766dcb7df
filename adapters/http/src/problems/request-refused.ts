import type { frameProblems } from './frame-problems.ts';
import type { FieldProblem } from './problem.ts';

/** The frame refuses a request before any use-case has seen it. */
export class RequestRefused extends Error {
  readonly code: keyof typeof frameProblems;
  readonly fields: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: RequestRefused['code'],
    more: { fields?: readonly FieldProblem[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code);
    this.name = 'RequestRefused';
    this.code = code;
    this.fields = more.fields ?? [];
    this.headers = more.headers ?? {};
  }
}
