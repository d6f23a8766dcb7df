import { IdempotentUnitOfWork } from '@users/application';
import { PostgresRequestIntake } from '@users/postgres/request-intake';

// The mistake: an Idempotency-Key is accepted, and nobody remembers it.
const run = IdempotentUnitOfWork.prototype.run;
IdempotentUnitOfWork.prototype.run = function ({ idempotency: _, ...context }, work) {
  return run.call(this, context, work) as ReturnType<typeof work>;
};

const accept = PostgresRequestIntake.prototype.accept;
PostgresRequestIntake.prototype.accept = function (request) {
  return accept.call(this, { ...request, keptAnswer: null });
};
