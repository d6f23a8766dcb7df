import {
  type AccessSettings,
  checkPassword,
  InvalidEmailAddress,
  type PasswordHasher,
  type PasswordPolicy,
  parseEmailAddress,
  RegistrationClosed,
  WeakPassword,
} from '@users/domain';
import { idempotencyErrors } from '../idempotency/idempotency.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable, HashingOverloaded } from '../shared/errors.ts';
import type { Registration } from './registration.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly passwordPolicy: PasswordPolicy;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

export interface RegisterInput {
  readonly email: string;
  readonly fullName: string;
  readonly locale: string;
  readonly password: string;
}

/**
 * Accepts a registration. Known and unknown addresses cost the same and look the same: a hash and one sealed task row;
 * the task finds out later who the address belongs to (OWASP ASVS 6.3.8).
 */
export class RegisterUser {
  static readonly errors = [
    InvalidEmailAddress,
    WeakPassword,
    RegistrationClosed,
    HashingOverloaded,
    ConcurrentChange,
    DependencyUnavailable,
    ...idempotencyErrors,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: RegisterInput, context: RequestContext): Promise<void> {
    const { settings, passwordPolicy, hasher, sealer, unitOfWork, ids, clock } = this.#deps;
    authorize('account.register', context.actor, settings);
    const email = parseEmailAddress(input.email);
    checkPassword(passwordPolicy, input.password, { email, fullName: input.fullName });
    const registration: Registration = {
      userId: ids.uuid(),
      token: ids.secret(),
      email,
      fullName: input.fullName,
      locale: input.locale,
      passwordHash: await hasher.hash(input.password),
      requestedAt: clock.now().toISOString(),
      network: context.network,
    };
    const task = {
      id: ids.uuid(),
      type: 'complete_registration',
      payload: { sealed: await sealer.seal('task', JSON.stringify(registration)) },
      traceparent: context.traceparent,
      requestId: context.requestId,
    };
    await unitOfWork.run(changeContext(context, 'account.register'), async (tx) => tx.enqueue(task));
  }
}
