import type { DomainErrorClass } from '@users/domain';
import type { RequestContext } from './context.ts';

/** One thing a caller can do. */
export interface UseCase<Input, Output> {
  execute(input: Input, context: RequestContext): Promise<Output>;
}

/** Its class lists what it may refuse with: the API document and the problem table are made from it. */
export interface UseCaseClass {
  readonly errors: readonly DomainErrorClass[];
}
