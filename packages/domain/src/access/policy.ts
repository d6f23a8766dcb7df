import type { Permission } from '../role/permission.ts';
import type { UserStatus } from '../user/user-state.ts';
import type { Actor, TokenHolder } from './actor.ts';

/** Whom an action is done to. */
export interface Subject {
  readonly id: string;
  readonly status: UserStatus | RoleKind | ClientStatus;
  readonly permissions: ReadonlySet<Permission>;
  /** A change of its address that waits for its link; null or absent: none. */
  readonly emailChange?: object | null;
}

/** The states of a role: a built-in one can be neither changed nor removed. */
export type RoleKind = 'built_in' | 'custom';

/** The states of a service client: a revoked one stays so. */
export type ClientStatus = 'in_use' | 'revoked';

export type SubjectKind = 'user' | 'role' | 'client';

/** What the deployment has decided. */
export interface AccessSettings {
  readonly registration: 'open' | 'invite' | 'closed';
}

interface Rule {
  /** What the subject is; absent: it is done to nothing in particular. */
  readonly about?: SubjectKind;
  /** Anyone at all, signed in or not. */
  readonly anyone?: true;
  /** Any person who is signed in. */
  readonly signedIn?: true;
  /** The subject itself, a person. */
  readonly self?: true;
  /** Anyone but the subject itself, whatever it holds: a thief in the account must not. */
  readonly others?: true;
  /** Whoever holds this. */
  readonly permission?: Permission;
  /** The subject's states in which it can be done at all; absent: in each. */
  readonly states?: readonly Subject['status'][];
  /** It changes the subject: the actor must hold every permission that the subject holds. */
  readonly outranks?: true;
  /** What the subject must have for it. */
  readonly needs?: 'emailChange';
  readonly registration?: AccessSettings['registration'];
}

const living = ['pending', 'active', 'suspended'] as const;

/** Who may do what to whom in which state: the only place that knows. */
export const policy = {
  'root.read': { anyone: true },

  'account.register': { anyone: true, registration: 'open' },
  'account.verify_email': { anyone: true },
  'account.resend_verification': { anyone: true },
  'account.request_password_reset': { anyone: true },
  'account.reset_password': { anyone: true },
  'account.accept_invitation': { anyone: true },
  'account.confirm_email_change': { anyone: true },
  'account.revert_email_change': { anyone: true },
  'account.change_password': { signedIn: true },

  'session.log_in': { anyone: true },
  'session.refresh': { anyone: true },
  'session.log_out': { signedIn: true },
  'session.introspect': { permission: 'sessions:read' },

  'user.list': { permission: 'users:read' },
  'user.create': { permission: 'users:write' },
  'user.soft_delete_many': { permission: 'users:delete' },
  'user.read': { about: 'user', self: true, permission: 'users:read' },
  'user.update': { about: 'user', self: true, permission: 'users:write', states: living, outranks: true },
  'user.set_metadata': { about: 'user', permission: 'users:write', states: living, outranks: true },
  'user.change_email': { about: 'user', self: true, permission: 'users:write', states: ['active'], outranks: true },
  'user.cancel_email_change': {
    ...{ about: 'user', self: true, permission: 'users:write', states: ['active'], outranks: true },
    needs: 'emailChange',
  },
  'user.void_email_undo': {
    ...{ about: 'user', others: true, permission: 'users:write', states: ['active', 'suspended'], outranks: true },
  },
  'user.suspend': { about: 'user', permission: 'users:write', states: ['active'], outranks: true },
  'user.reactivate': { about: 'user', permission: 'users:write', states: ['suspended'], outranks: true },
  'user.soft_delete': { about: 'user', permission: 'users:delete', states: living, outranks: true },
  'user.restore': { about: 'user', permission: 'users:write', states: ['deleted'], outranks: true },
  'user.delete': { about: 'user', self: true, permission: 'users:delete', outranks: true },
  'user.read_sessions': { about: 'user', self: true, permission: 'sessions:revoke', outranks: true },
  'user.end_sessions': { about: 'user', self: true, permission: 'sessions:revoke', outranks: true },
  'user.read_roles': { about: 'user', self: true, permission: 'roles:read' },
  'user.set_roles': { about: 'user', permission: 'roles:write', states: living, outranks: true },

  'role.list': { permission: 'roles:read' },
  'role.create': { permission: 'roles:write' },
  'role.read': { about: 'role', permission: 'roles:read' },
  'role.update': { about: 'role', permission: 'roles:write', states: ['custom'], outranks: true },
  'role.delete': { about: 'role', permission: 'roles:write', states: ['custom'], outranks: true },

  'event.read': { permission: 'events:read' },
  'client.issue_token': { anyone: true },
  'client.list': { permission: 'clients:write' },
  'client.create': { permission: 'clients:write' },
  'client.read': { about: 'client', permission: 'clients:write' },
  'client.rotate': { about: 'client', permission: 'clients:write', states: ['in_use'], outranks: true },
  'client.revoke': { about: 'client', permission: 'clients:write', states: ['in_use'], outranks: true },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof policy;

/** `hidden`: the actor may not even know that the subject exists. */
export type Refusal = 'unauthenticated' | 'forbidden' | 'hidden' | 'wrong_state' | 'registration_closed';
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: Refusal };

const yes: Decision = { allowed: true };

/** Looks one cell up. Pure; everything not allowed by a row is refused. */
export function decide(action: Action, actor: Actor, settings: AccessSettings, subject?: Subject): Decision {
  const rule: Rule = policy[action];
  if (rule.registration !== undefined && rule.registration !== settings.registration) return no('registration_closed');
  if (actor.kind === 'system' || rule.anyone) return inState(rule, subject);
  if (actor.kind === 'anonymous') return no('unauthenticated');
  if (rule.others && isSelf(actor, subject)) return no('forbidden');
  const personally = (actor.kind === 'user' && rule.signedIn) || (rule.self && isSelf(actor, subject));
  if (personally) return inState(rule, subject);
  if (rule.permission === undefined || !actor.permissions.has(rule.permission)) {
    return no(hides(rule, actor, subject) ? 'hidden' : 'forbidden');
  }
  if (rule.outranks && subject && !subject.permissions.isSubsetOf(actor.permissions)) return no('forbidden');
  return inState(rule, subject);
}

/** Other users do not exist for whoever may not read users. Oneself does, and roles have a permission of their own. */
function hides({ about }: Rule, actor: TokenHolder, subject: Subject | undefined): boolean {
  return about === 'user' && !isSelf(actor, subject) && !actor.permissions.has('users:read');
}

/** Only people are subjects of what one may do to oneself: a service client is no user, whatever its id. */
function isSelf(actor: TokenHolder, subject: Subject | undefined): boolean {
  return actor.kind === 'user' && subject?.id === actor.id;
}

function inState(rule: Rule, subject: Subject | undefined): Decision {
  if (subject === undefined) return yes;
  if (rule.states && !rule.states.includes(subject.status)) return no('wrong_state');
  return rule.needs && !subject[rule.needs] ? no('wrong_state') : yes;
}

function no(reason: Refusal): Decision {
  return { allowed: false, reason };
}
