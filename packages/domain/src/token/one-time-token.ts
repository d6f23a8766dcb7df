import type { EmailAddress } from '../user/email-address.ts';

export const tokenPurposes = ['email_verification', 'invitation', 'email_change', 'password_reset'] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

/** What a token store keeps. The token itself is in the mail and nowhere else: this holds its digest. */
export interface OneTimeTokenState {
  /** SHA-256 of the token, base64url. */
  readonly digest: string;
  /** A token is good for this and nothing else (Keycloak CVE-2026-4282). */
  readonly purpose: TokenPurpose;
  readonly userId: string;
  readonly email: EmailAddress;
  /** The user's epoch when it was issued; all purposes but verification die when it moves on. */
  readonly epoch: number;
  /** Sealed name, locale and password hash that the link installs; null when its reader chooses. */
  readonly sealedCredentials: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** From where it was asked for, masked; shown to whoever opens the link. */
  readonly network: string | null;
}

/**
 * The right to one change. It is an index entry, not a lock: what makes it one-time is the guarded write of the change
 * itself, so that a store restored from an old copy revives nothing (Keycloak CVE-2026-9802).
 */
export class OneTimeToken {
  readonly state: OneTimeTokenState;

  private constructor(state: OneTimeTokenState) {
    this.state = state;
  }

  static restore(state: OneTimeTokenState): OneTimeToken {
    return new OneTimeToken(state);
  }

  static issue(
    input: Omit<OneTimeTokenState, 'issuedAt' | 'expiresAt'> & { now: Date; ttlSeconds: number },
  ): OneTimeToken {
    const { now, ttlSeconds, ...rest } = input;
    return new OneTimeToken({ ...rest, issuedAt: now, expiresAt: new Date(now.getTime() + ttlSeconds * 1000) });
  }

  expired(now: Date): boolean {
    return now.getTime() >= this.state.expiresAt.getTime();
  }
}
