import { InvalidEmailAddress } from '@users/domain';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import { type AddressRequestDependencies, acceptAddressRequest } from './address-request.ts';

/** Accepts a request for another verification link; the answer tells nothing about the address. */
export class ResendVerification {
  static readonly errors = [InvalidEmailAddress, DependencyUnavailable] as const;
  readonly #deps: AddressRequestDependencies;

  constructor(deps: AddressRequestDependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly email: string }, context: RequestContext): Promise<void> {
    await acceptAddressRequest(
      this.#deps,
      { action: 'account.resend_verification', kind: 'resend', task: 'resend_verification' },
      input,
      context,
    );
  }
}
