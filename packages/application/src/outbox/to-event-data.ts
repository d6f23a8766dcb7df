import type { UserEvent, UserSnapshot } from '@users/domain';
import type { EventData, EventDataOf } from '@users/events';

/** From the domain's words to the published language: the one place where they meet. */
export function toEventData(event: UserEvent): EventData {
  switch (event.type) {
    case 'user.created':
      return snapshot(event.data);
    case 'user.updated':
      return { ...snapshot(event.data), changed: [...event.data.changed], reason: event.data.reason };
    case 'user.deleted':
      return { id: event.data.id, deleted_at: event.data.deletedAt.toISOString() };
    case 'user.verification_token.created':
      return { ...link(event.data), purpose: event.data.purpose };
    case 'user.password_reset.requested':
      return link(event.data);
  }
}

function snapshot(user: UserSnapshot): EventDataOf<'user.created'> {
  return {
    id: user.id,
    email: user.email,
    full_name: user.fullName,
    locale: user.locale,
    status: user.status,
    roles: [...user.roles],
    email_verified: user.emailVerified,
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
    version: user.version,
  };
}

function link(data: {
  userId: string;
  email: string;
  fullName: string;
  locale: string;
  expiresAt: Date;
  sealedToken: string;
}): EventDataOf<'user.password_reset.requested'> {
  return {
    user_id: data.userId,
    email: data.email,
    full_name: data.fullName,
    locale: data.locale,
    expires_at: data.expiresAt.toISOString(),
    token: data.sealedToken,
  };
}
