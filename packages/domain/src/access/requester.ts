/**
 * Who asked for what is carried out later: a link, an invitation. Stored with it, because whoever asked must still be
 * allowed to when it happens.
 */
export type Requester =
  /** The account itself. */
  | { readonly kind: 'self'; readonly id: string }
  /** Another person. With `credentialsVersion` the request also ends when that person's password or address changes. */
  | { readonly kind: 'user'; readonly id: string; readonly credentialsVersion?: number }
  | { readonly kind: 'client'; readonly id: string }
  /** The service itself: its command line, a task. The id is a name, for instance `cli`. */
  | { readonly kind: 'system'; readonly id: string };

export type RequesterKind = Requester['kind'];

/** Whether both are one and the same person, service client or part of the service. */
export function isSameRequester(one: Pick<Requester, 'kind' | 'id'>, other: Pick<Requester, 'kind' | 'id'>): boolean {
  return one.kind === other.kind && one.id === other.id;
}
