import {
  checkPassword,
  EmailTaken,
  InvalidEmailAddress,
  type PasswordHasher,
  type PasswordPolicy,
  parseEmailAddress,
  User,
  WeakPassword,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { DependencyUnavailable, HashingOverloaded } from '../shared/errors.ts';
import type { UserDirectory } from '../users/user-directory.ts';

interface Dependencies {
  readonly passwordPolicy: PasswordPolicy;
  readonly directory: Pick<UserDirectory, 'hasActiveWithRole'>;
  readonly unitOfWork: UnitOfWork;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

export interface CreateAdminInput {
  readonly email: string;
  readonly password: string;
  readonly fullName: string;
  /** Do nothing when there is an administrator already (first start). */
  readonly onlyIfNone: boolean;
}

/** Makes an administrator who can log in at once. Reached from the command line and the first start only. */
export class CreateAdmin {
  static readonly errors = [
    InvalidEmailAddress,
    WeakPassword,
    EmailTaken,
    HashingOverloaded,
    DependencyUnavailable,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @returns the new id, or null when there was an administrator and `onlyIfNone` was set */
  async execute(input: CreateAdminInput, context: RequestContext): Promise<{ readonly userId: string | null }> {
    const { passwordPolicy, directory, unitOfWork, hasher, ids, clock } = this.#deps;
    if (input.onlyIfNone && (await directory.hasActiveWithRole('admin'))) return { userId: null };
    const email = parseEmailAddress(input.email);
    checkPassword(passwordPolicy, input.password, { email, fullName: input.fullName });
    const passwordHash = await hasher.hash(input.password);
    const id = ids.uuid();
    try {
      await unitOfWork.run(changeContext(context, 'user.create_admin'), async (tx) => {
        const credentials = { fullName: input.fullName, locale: 'en', passwordHash };
        tx.users.add(User.createActive({ id, email, credentials, roles: ['admin', 'user'], now: clock.now() }));
      });
    } catch (error) {
      // Another process that starts at the same time was quicker.
      const beaten = error instanceof EmailTaken && input.onlyIfNone && (await directory.hasActiveWithRole('admin'));
      if (beaten) return { userId: null };
      throw error;
    }
    return { userId: id };
  }
}
