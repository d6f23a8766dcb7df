import { OneTimeToken, type TokenStore } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { PlannedUser } from './import-plan.ts';

interface Dependencies {
  readonly ids: Pick<IdGenerator, 'secret' | 'digest'>;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly tokens: Pick<TokenStore, 'putAll'>;
  readonly clock: Clock;
  readonly invitationTtlSeconds: number;
}

export interface IssuedInvitation {
  readonly token: OneTimeToken;
  readonly sealedToken: string;
}

/**
 * A link for each that is invited, by user id. The links are stored before the users that they belong to: one without a
 * user leads nowhere and expires.
 */
export async function issueInvitations(
  { ids, sealer, tokens, clock, invitationTtlSeconds }: Dependencies,
  users: readonly PlannedUser[],
): Promise<ReadonlyMap<string, IssuedInvitation>> {
  const now = clock.now();
  const issue = async ({ id, email }: PlannedUser): Promise<[string, IssuedInvitation]> => {
    const secret = ids.secret();
    const token = OneTimeToken.issue({
      digest: ids.digest(secret),
      purpose: 'invitation',
      ...{ userId: id, email, epoch: 1, sealedCredentials: null, network: null, now },
      ttlSeconds: invitationTtlSeconds,
    });
    return [id, { token, sealedToken: await sealer.seal('event', secret) }];
  };
  const issued = await Promise.all(users.filter(({ invited }) => invited).map(issue));
  await tokens.putAll(issued.map(([, { token }]) => token));
  return new Map(issued);
}
