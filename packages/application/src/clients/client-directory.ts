import type { ServiceClientState } from '@users/domain';

/** The read side of service clients, without what proves their secrets. */
export interface ClientDirectory {
  /** @throws DependencyUnavailable */
  find(id: string): Promise<ClientView | null>;
  /** All of them, the revoked ones too, oldest first: there are few. @throws DependencyUnavailable */
  list(): Promise<readonly ClientView[]>;
}

export interface ClientView
  extends Pick<
    ServiceClientState,
    'id' | 'name' | 'description' | 'permissions' | 'createdAt' | 'revokedAt' | 'version'
  > {
  /** Until when the secret before the last rotation is good too; may have passed. */
  readonly previousSecretUntil: Date | null;
}

/** No digest goes further than the aggregate. */
export function toClientView(state: ServiceClientState): ClientView {
  const { id, name, description, permissions, previousSecret, createdAt, revokedAt, version } = state;
  const previousSecretUntil = previousSecret?.goodUntil ?? null;
  return { id, name, description, permissions, createdAt, revokedAt, version, previousSecretUntil };
}
