import type { TokenStore } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { Incarnations, NewIncarnation } from '../ports/incarnations.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly incarnations: Incarnations;
  readonly tokens: Pick<TokenStore, 'clear'>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

/**
 * The database was restored from a backup that is older than what Kafka, Redis and people hold: whatever was handed out
 * before is refused from now on (Keycloak CVE-2026-9802), and consumers are told to start anew. Reached from the command
 * line only. Done twice, it is done twice: nothing of it is harmful.
 */
export class DeclareRestored {
  static readonly errors = [ConcurrentChange, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(_input: object, context: RequestContext): Promise<NewIncarnation> {
    const { incarnations, tokens, unitOfWork, clock } = this.#deps;
    // First what may be away: a link that outlived the restore could be followed again.
    await tokens.clear();
    const begun = await incarnations.begin(clock.now());
    await unitOfWork.run(changeContext(context, 'service.declare_restored'), async (tx) => {
      tx.note({ subject: null, detail: { ...begun } });
    });
    return begun;
  }
}
