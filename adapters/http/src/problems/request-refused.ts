import type { frameProblems } from './frame-problems.ts';
import type { FieldProblem } from './problem.ts';

/** The frame refuses a request before any use-case has seen it. */
export class RequestRefused extends Error {
  readonly code: keyof typeof frameProblems;
  /** Null: what the table says of the code. */
  readonly detail: string | null;
  readonly fields: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: RequestRefused['code'],
    more: { detail?: string; fields?: readonly FieldProblem[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code);
    this.name = 'RequestRefused';
    this.code = code;
    this.detail = more.detail ?? null;
    this.fields = more.fields ?? [];
    this.headers = more.headers ?? {};
  }
}
