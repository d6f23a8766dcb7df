import type { RepeatedRegistration } from '../accounts/registration.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { LeasedTask } from '../ports/task-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type TaskHandler, taskContext } from './task-handler.ts';

interface Dependencies {
  readonly unitOfWork: UnitOfWork;
  readonly sealer: Pick<Sealer, 'open'>;
}

/**
 * An address was registered again before its first registration was a minute old: no link of it, sent or to come, installs
 * a password. It may run before the registration itself: whatever that makes is contested by then, for its key counts as
 * repeated until both tasks are gone, and whoever redeems a link asks for that too.
 */
export class ContestRegistration implements TaskHandler {
  readonly type = 'contest_registration';
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run(task: LeasedTask): Promise<void> {
    const { unitOfWork, sealer } = this.#deps;
    const { email, network }: RepeatedRegistration = JSON.parse(await sealer.open('task', String(task.payload.sealed)));
    await unitOfWork.run(taskContext(task, 'account.register', network), async (tx) => {
      (await tx.users.findByEmail(email))?.contest();
      tx.complete(task);
    });
  }
}
