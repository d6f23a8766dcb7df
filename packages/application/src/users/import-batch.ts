import { type DomainError, EmailTaken, type HashCost, type TokenStore, UnknownRole, User } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { KnownUser, UserArchive } from '../ports/user-archive.ts';
import type { RoleDirectory } from '../roles/role-directory.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { requesterOf } from '../shared/deferred-authority.ts';
import { ConcurrentChange } from '../shared/errors.ts';
import { linkMail } from '../tasks/mail-task.ts';
import { obstacles, type PlannedUser, planRow, refusalOf } from './import-plan.ts';
import type { ImportOutcome, ImportRow } from './import-row.ts';
import { type IssuedInvitation, issueInvitations } from './issue-invitations.ts';

export interface ImportDependencies {
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

/** A row on its way: its place among the outcomes, and what it is planned to be. */
interface Pending {
  readonly index: number;
  readonly user: PlannedUser;
}

type Invitations = ReadonlyMap<string, IssuedInvitation>;

/** What becomes of each row, in their order. */
export function importBatch(
  deps: ImportDependencies,
  rows: readonly ImportRow[],
  options: { readonly dryRun: boolean; readonly context: RequestContext },
): Promise<readonly ImportOutcome[]> {
  return new ImportBatch(deps, options).bring(rows);
}

/** One batch of rows on its way in. */
class ImportBatch {
  readonly #deps: ImportDependencies;
  readonly #options: { readonly dryRun: boolean; readonly context: RequestContext };
  readonly #outcomes: (ImportOutcome | undefined)[] = [];
  /** Whom a dry run would have made by now. */
  readonly #imagined: KnownUser[] = [];

  constructor(deps: ImportDependencies, options: { dryRun: boolean; context: RequestContext }) {
    this.#deps = deps;
    this.#options = options;
  }

  async bring(rows: readonly ImportRow[]): Promise<readonly ImportOutcome[]> {
    let wave = this.#plan(rows);
    // A row that repeats an id or an address has its turn once the one before it is stored.
    while (wave.length > 0) {
      const [firsts, repeats] = splitRepeats(wave);
      await this.#bringWave(firsts);
      wave = repeats;
    }
    return rows.map((_, index) => {
      const outcome = this.#outcomes[index];
      if (outcome === undefined) throw new TypeError('each row has an outcome');
      return outcome;
    });
  }

  #plan(rows: readonly ImportRow[]): Pending[] {
    const { ids, clock, hashCost } = this.#deps;
    const now = clock.now();
    return rows.flatMap((row, index) => {
      const user = planRow(row, { id: ids.uuid(), now, hashCost });
      if (!('result' in user)) return [{ index, user }];
      this.#outcomes[index] = user;
      return [];
    });
  }

  async #bringWave(wave: readonly Pending[]): Promise<void> {
    const free = await this.#free(wave);
    const users = free.map(({ user }) => user);
    if (this.#options.dryRun) {
      this.#imagined.push(...users.map(({ id, email }) => ({ kind: 'user', id, email }) as const));
      for (const { index, user } of free) this.#tell(index, user, { result: 'would_create', invited: user.invited });
      return;
    }
    const written = await this.#write(free, await issueInvitations(this.#deps, users));
    for (const { index, user } of written) {
      this.#outcomes[index] = { email: user.email, id: user.id, result: 'created', invited: user.invited };
    }
  }

  /** Those that nothing stands in the way of; of the others it is told what does. */
  async #free(pending: readonly Pending[]): Promise<readonly Pending[]> {
    const { archive, roles } = this.#deps;
    const users = pending.map(({ user }) => user);
    const wanted = { ids: users.map(({ id }) => id), emails: users.map(({ email }) => email) };
    const [known, existing] = await Promise.all([archive.known(wanted), roles.list()]);
    const names = new Set(existing.map(({ name }) => name));
    const inTheWay = obstacles([...known, ...this.#imagined], names);
    return pending.filter(({ index, user }) => {
      const found = inTheWay(user);
      if (found === null) return true;
      // Nobody has the id of a user who is only imagined.
      const imagined = found.result === 'exists' && this.#imagined.some(({ id }) => id === found.id);
      this.#outcomes[index] = imagined && !user.ownId ? { ...found, id: null } : found;
      return false;
    });
  }

  /**
   * All at once; when somebody else was quicker with one of them, those that are still free by halves, down to the one
   * that is in the way. @returns those that were written
   */
  async #write(pending: readonly Pending[], invitations: Invitations): Promise<readonly Pending[]> {
    if (pending.length === 0) return [];
    try {
      await this.#commit(pending, invitations);
      return pending;
    } catch (error) {
      if (!isAboutRows(error)) throw error;
      const free = await this.#free(pending);
      const [only] = free;
      if (only !== undefined && pending.length === 1) {
        this.#tell(only.index, only.user, refusalOf(error, 'conflict'));
        return [];
      }
      const middle = Math.ceil(free.length / 2);
      const parts = free.length < pending.length ? [free] : [free.slice(0, middle), free.slice(middle)];
      const written: Pending[] = [];
      for (const part of parts) written.push(...(await this.#write(part, invitations)));
      return written;
    }
  }

  async #commit(pending: readonly Pending[], invitations: Invitations): Promise<void> {
    const { unitOfWork, clock, ids } = this.#deps;
    const { context } = this.#options;
    await unitOfWork.run(changeContext(context, 'user.import'), async (tx) => {
      const now = clock.now();
      const requester = await requesterOf(tx, context.actor, null);
      for (const { user: planned } of pending) {
        const user = User.import({ ...planned, requester, now });
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

  /** Of a user who is not made, only an id that the row named itself means anything. */
  #tell(index: number, { id, ownId, email }: PlannedUser, outcome: OutcomeOf<ImportOutcome>): void {
    this.#outcomes[index] = { email, id: ownId ? id : null, ...outcome };
  }
}

type OutcomeOf<Outcome> = Outcome extends ImportOutcome ? Omit<Outcome, 'email' | 'id'> : never;

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
