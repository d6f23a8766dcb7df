import { IdempotentUnitOfWork } from '@users/application';

// The mistake: the key is written when the change is committed already, and one process dies in between.
const run = IdempotentUnitOfWork.prototype.run;
const notAnswered = new Error('not answered before');
let count = 0;
IdempotentUnitOfWork.prototype.run = async function (context, work) {
  if (!context.idempotency) return run.call(this, context, work) as ReturnType<typeof work>;
  await run
    .call(this, context, () => Promise.reject(notAnswered))
    .catch((error) => {
      if (error !== notAnswered) throw error;
    });
  const { idempotency: _, ...without } = context;
  const result = (await run.call(this, without, work)) as Awaited<ReturnType<typeof work>>;
  if (++count === 3) process.kill(process.pid, 'SIGKILL');
  await run.call(this, context, async () => result);
  return result;
};
