import {
  type DomainError,
  EmailTaken,
  Forbidden,
  type HashCost,
  NotAuthenticated,
  type TokenStore,
  UnknownRole,
  User,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { UserArchive } from '../ports/user-archive.ts';
import type { RoleDirectory } from '../roles/role-directory.ts';
import { authorizeSystem } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';
import { linkMail } from '../tasks/mail-task.ts';
import { issueInvitations, type IssuedInvitation } from './issue-invitations.ts';
import { obstacle, type PlannedUser, planRow, refusalOf } from './import-plan.ts';
import type { ImportOutcome, ImportRow } from './import-row.ts';

interface Dependencies {
  readonly archive: Pick<UserArchive, 'known'>;
  readonly roles: Pick<RoleDirectory, 'list'>;
  readonly unitOfWork: UnitOfWork;
  readonly tokens: Pick<TokenStore, 'putAll'>;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly invitationTtlSeconds: number;
  /** Of the service's own hashes. */
  readonly hashCost: HashCost;
}

export interface ImportUsersInput {
  /** Some hundred: they are written together. */
  readonly rows: readonly ImportRow[];
  /** Look and tell, write nothing. */
  readonly dryRun: boolean;
}

/** A row on its way: its place among the outcomes, and what it is planned to be. */
interface Pending {
  readonly index: number;
  readonly user: PlannedUser;
}

type Outcomes = (ImportOutcome | undefined)[];

/**
 * Brings a batch of users in. The address makes a row the same row again: one that is there already is left as it is, so
 * whatever was imported half-way is imported by starting again. A row that cannot be stored spoils no other.
 */
export class ImportUsers {
  static readonly errors = [NotAuthenticated, Forbidden, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @returns what became of each row, in their order */
  async execute({ rows, dryRun }: ImportUsersInput, context: RequestContext): Promise<readonly ImportOutcome[]> {
    authorizeSystem(context.actor);
    const { ids, clock, hashCost } = this.#deps;
    const outcomes: Outcomes = [];
    const now = clock.now();
    let wave: Pending[] = [];
    for (const [index, row] of rows.entries()) {
      const plan = planRow(row, { id: ids.uuid(), now, hashCost });
      if ('result' in plan) outcomes[index] = plan;
      else wave.push({ index, user: plan });
    }
    // A row that repeats an id or an address has its turn once the one before it is stored.
    while (wave.length > 0) {
      const [firsts, repeats] = splitRepeats(wave);
      await this.#bring(firsts, outcomes, dryRun, context);
      wave = repeats;
    }
    return outcomes.map((outcome) => {
      if (outcome === undefined) throw new TypeError('each row has an outcome');
      return outcome;
    });
  }

  async #bring(wave: readonly Pending[], outcomes: Outcomes, dryRun: boolean, context: RequestContext): Promise<void> {
    const free = await this.#free(wave, outcomes);
    const tell = (result: 'created' | 'would_create', pending: readonly Pending[]): void => {
      for (const { index, user } of pending) {
        const { email, ownId, invited } = user;
        outcomes[index] = { email, id: dryRun && !ownId ? null : user.id, result, invited };
      }
    };
    if (dryRun) return tell('would_create', free);
    const invitations = await issueInvitations(
      this.#deps,
      free.map(({ user }) => user),
    );
    tell('created', await this.#write(free, invitations, outcomes, context));
  }

  /** Those that nothing stands in the way of; of the others it is told what does. */
  async #free(pending: readonly Pending[], outcomes: Outcomes): Promise<readonly Pending[]> {
    const { archive, roles } = this.#deps;
    const users = pending.map(({ user }) => user);
    const wanted = { ids: users.map(({ id }) => id), emails: users.map(({ email }) => email) };
    const [known, existing] = await Promise.all([archive.known(wanted), roles.list()]);
    const names = new Set(existing.map(({ name }) => name));
    return pending.filter(({ index, user }) => {
      const found = obstacle(user, known, names);
      if (found !== null) outcomes[index] = found;
      return found === null;
    });
  }

  /**
   * All at once; when somebody else was quicker with one of them, those that are still free by halves, down to the one
   * that is in the way. @returns those that were written
   */
  async #write(
    pending: readonly Pending[],
    invitations: ReadonlyMap<string, IssuedInvitation>,
    outcomes: Outcomes,
    context: RequestContext,
  ): Promise<readonly Pending[]> {
    if (pending.length === 0) return [];
    try {
      await this.#commit(pending, invitations, context);
      return pending;
    } catch (error) {
      if (!isAboutRows(error)) throw error;
      const free = await this.#free(pending, outcomes);
      const [only] = free;
      if (only !== undefined && pending.length === 1) {
        const { email, id } = only.user;
        outcomes[only.index] = { email, id, ...refusalOf(error, 'conflict') };
        return [];
      }
      const middle = Math.ceil(free.length / 2);
      const halves = free.length < pending.length ? [free] : [free.slice(0, middle), free.slice(middle)];
      const written: Pending[] = [];
      for (const half of halves) written.push(...(await this.#write(half, invitations, outcomes, context)));
      return written;
    }
  }

  async #commit(
    pending: readonly Pending[],
    invitations: ReadonlyMap<string, IssuedInvitation>,
    context: RequestContext,
  ): Promise<void> {
    const { unitOfWork, clock, ids } = this.#deps;
    await unitOfWork.run(changeContext(context, 'user.import'), async (tx) => {
      const now = clock.now();
      for (const { user: planned } of pending) {
        const user = User.import({ ...planned, now });
        const issued = invitations.get(planned.id);
        if (issued !== undefined) {
          const { fullName, locale } = planned.account;
          user.issueVerification(issued.token, issued.sealedToken, now);
          tx.enqueue(linkMail(ids.uuid(), context, 'invitation', { ...issued, fullName, locale }));
        }
        tx.users.add(user);
      }
    });
  }
}

/** Refusals that name no row of a batch, and are about one of them. */
function isAboutRows(error: unknown): error is DomainError {
  return error instanceof EmailTaken || error instanceof UnknownRole || error instanceof ConcurrentChange;
}

/** The first of each id and address, and all others. */
function splitRepeats(pending: readonly Pending[]): [Pending[], Pending[]] {
  const seen = new Set<string>();
  const [firsts, repeats]: [Pending[], Pending[]] = [[], []];
  for (const each of pending) {
    const { id, email } = each.user;
    (seen.has(id) || seen.has(email) ? repeats : firsts).push(each);
    seen.add(id).add(email);
  }
  return [firsts, repeats];
}
