import type { ServiceClient } from './service-client.ts';

/** The service clients of one unit of work; a touched one is written at its end under the guard of its `version`. */
export interface ServiceClientRepository {
  find(id: string): Promise<ServiceClient | null>;
  add(client: ServiceClient): void;
  /** What is written rests on this client as it was read: when it has changed since, the work runs again. */
  relyOn(client: ServiceClient): void;
}
