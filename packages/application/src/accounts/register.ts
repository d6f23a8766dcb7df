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
import { acceptOnce } from '../idempotency/accept-once.ts';
import { idempotencyErrors } from '../idempotency/idempotency.ts';
import type { Clock } from '../ports/clock.ts';
import type { Fingerprinter } from '../ports/fingerprinter.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { KeptAnswers } from '../ports/kept-answers.ts';
import { type RequestIntake, repeatKey } from '../ports/request-intake.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { NewTask } from '../ports/task-queue.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable, HashingOverloaded } from '../shared/errors.ts';
import type { Registration, RepeatedRegistration } from './registration.ts';
import { addressLane, requestKey, requestKeySeconds } from './request-keys.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly passwordPolicy: PasswordPolicy;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly intake: RequestIntake;
  readonly keptAnswers: KeptAnswers;
  readonly requestNames: Pick<Fingerprinter, 'of'>;
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
 * Accepts a registration. Known and unknown addresses cost the same and look the same: a hash and one statement that puts
 * down a sealed task; the task finds out later who the address belongs to (OWASP ASVS 6.3.8). Within a minute, or while that
 * task waits, a second registration of the address is not carried out: nobody knows whose words were the owner's, so
 * from then on no link installs a password.
 */
export class RegisterUser {
  static readonly errors = [
    InvalidEmailAddress,
    WeakPassword,
    RegistrationClosed,
    HashingOverloaded,
    DependencyUnavailable,
    ...idempotencyErrors,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: RegisterInput, context: RequestContext): Promise<void> {
    const { settings, passwordPolicy, hasher, requestNames, ids, clock } = this.#deps;
    authorize('account.register', context.actor, settings);
    const email = parseEmailAddress(input.email);
    checkPassword(passwordPolicy, input.password, { email, fullName: input.fullName });
    const passwordHash = await hasher.hash(input.password);
    const receivedAt = clock.now();
    const key = requestKey(requestNames, 'register', email);
    const lane = addressLane(requestNames, email);
    const { fullName, locale } = input;
    const { network } = context;
    const requestedAt = receivedAt.toISOString();
    const drawn = { userId: ids.uuid(), token: ids.secret() };
    const registration: Registration = {
      ...drawn,
      ...{ email, fullName, locale, passwordHash, requestedAt, network, requestKey: key },
    };
    const repeated: RepeatedRegistration = { email, network };
    const request = {
      task: { ...(await this.#task('complete_registration', registration, context)), key, lane },
      onRepeat: { ...(await this.#task('contest_registration', repeated, context)), key: repeatKey(key), lane },
      receivedAt,
      keyUntil: new Date(receivedAt.getTime() + requestKeySeconds * 1000),
    };
    await acceptOnce(this.#deps, request, context.idempotency);
  }

  async #task(type: string, about: Registration | RepeatedRegistration, context: RequestContext): Promise<NewTask> {
    const { sealer, ids } = this.#deps;
    const { traceparent, requestId } = context;
    const payload = { sealed: await sealer.seal('task', JSON.stringify(about)) };
    return { id: ids.uuid(), type, payload, traceparent, requestId };
  }
}
