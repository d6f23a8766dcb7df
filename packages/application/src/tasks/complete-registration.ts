import { EmailTaken, OneTimeToken, type TokenStore, User } from '@users/domain';
import { sealCredentials } from '../accounts/link-credentials.ts';
import type { Registration } from '../accounts/registration.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { LeasedTask } from '../ports/task-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { CredentialsReader } from '../sessions/credentials-reader.ts';
import { ConcurrentChange } from '../shared/errors.ts';
import { linkMail, noticeMail } from './mail-task.ts';
import { type TaskHandler, taskContext } from './task-handler.ts';

interface Dependencies {
  readonly credentials: CredentialsReader;
  readonly tokens: Pick<TokenStore, 'put'>;
  readonly unitOfWork: UnitOfWork;
  readonly sealer: Sealer;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly verificationTtlSeconds: number;
}

/**
 * - `moved`: the address belongs to someone else than the link was made for.
 * - `kept`: nobody has the address, and yet it is not free.
 */
type Outcome = 'done' | 'moved' | 'kept';

interface Link {
  readonly token: OneTimeToken;
  readonly sealedToken: string;
}

/**
 * The second half of a registration, out of the stranger's sight: a new address becomes a pending user, a pending one
 * gets one more link of its own, the owner of any other is told. The task's row goes with the change, so it happens
 * once however often the task runs.
 */
export class CompleteRegistration implements TaskHandler {
  readonly type = 'complete_registration';
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run(task: LeasedTask): Promise<void> {
    const { sealer, credentials } = this.#deps;
    const registration: Registration = JSON.parse(await sealer.open('task', String(task.payload.sealed)));
    // The address may change hands between the look-up and the write; then all is looked up again.
    let outcome: Outcome = 'moved';
    for (let tries = 0; tries < 3; tries += 1) {
      const owner = await credentials.byEmail(registration.email);
      const link = await this.#link(registration, owner?.userId ?? registration.userId);
      // Indexed before the transaction that tells of it: a link in a mail is never unknown.
      if (owner === null || owner.status === 'pending') await this.#deps.tokens.put(link.token);
      outcome = await this.#write(task, registration, link);
      if (outcome === 'done') return;
    }
    // Kept for the return of its former owner, and nobody is told so: the registration ends here.
    if (outcome === 'kept') return;
    throw new ConcurrentChange();
  }

  async #link(registration: Registration, userId: string): Promise<Link> {
    const { sealer, ids, verificationTtlSeconds } = this.#deps;
    const { email, fullName, locale, passwordHash, network, requestedAt } = registration;
    const credentials = { fullName, locale, passwordHash };
    const token = OneTimeToken.issue({
      digest: ids.digest(registration.token),
      purpose: 'email_verification',
      userId,
      email,
      epoch: 1,
      sealedCredentials: await sealCredentials(sealer, credentials),
      network,
      now: new Date(requestedAt),
      ttlSeconds: verificationTtlSeconds,
    });
    return { token, sealedToken: await sealer.seal('event', registration.token) };
  }

  async #write(task: LeasedTask, registration: Registration, link: Link): Promise<Outcome> {
    const { unitOfWork, ids, clock } = this.#deps;
    const { email, fullName, locale, passwordHash, requestedAt, network } = registration;
    const { token, sealedToken } = link;
    const context = taskContext(task, 'account.register', network);
    let nobodyHasIt = false;
    try {
      return await unitOfWork.run(context, async (tx) => {
        const now = clock.now();
        const found = await tx.users.findByEmail(email);
        nobodyHasIt = found === null;
        if ((found?.id ?? registration.userId) !== token.state.userId) return 'moved';
        if (found && found.state.status !== 'pending') {
          const when = { now: new Date(requestedAt), network };
          tx.enqueue(noticeMail(ids.uuid(), task, 'already_registered', found.state, when));
        } else {
          tx.enqueue(linkMail(ids.uuid(), task, 'verify_email', { token, sealedToken, locale, fullName: '' }));
        }
        if (!found) {
          const credentials = { fullName, locale, passwordHash };
          const user = User.register({ id: registration.userId, email, credentials, now });
          user.issueVerification(token, sealedToken, now);
          tx.users.add(user);
        } else if (found.state.status === 'pending') {
          found.contest();
          found.issueVerification(token, sealedToken, now);
        }
        tx.complete(task);
        return 'done';
      });
    } catch (error) {
      if (error instanceof EmailTaken) return nobodyHasIt ? 'kept' : 'moved';
      throw error;
    }
  }
}
