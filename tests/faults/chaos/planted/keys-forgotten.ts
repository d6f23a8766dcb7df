import { IdempotentUnitOfWork } from '@users/application';

// The mistake: an Idempotency-Key is accepted, and nobody remembers it.
const run = IdempotentUnitOfWork.prototype.run;
IdempotentUnitOfWork.prototype.run = function ({ idempotency: _, ...context }, work) {
  return run.call(this, context, work) as ReturnType<typeof work>;
};
