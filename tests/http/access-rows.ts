/** Whose thing it is. */
export type Owner =
  | 'self'
  | 'another user'
  | 'an administrator'
  | 'nobody'
  | 'a built-in role'
  | 'a role in use'
  | 'a client';
export type State = 'pending' | 'active' | 'suspended' | 'deleted' | 'revoked';

export const callers = ['anonymous', 'user', 'manager', 'admin', 'client'] as const;
export type Caller = (typeof callers)[number];

/**
 * The status that each caller gets. `manager` may read and write users, and nothing else; `client` is a service that may
 * read users and sessions: it is no user, so nothing here is its own.
 */
export type Row = {
  readonly operation: string;
  readonly of?: Owner;
  /** Of whoever owns it; active unless said otherwise. */
  readonly state?: State;
} & Readonly<Record<Caller, number>>;

type Statuses = readonly [user: number, manager: number, admin: number, client: number];

const everyone = (operation: string, status: number): Row => ({
  ...{ operation, anonymous: status, user: status, manager: status, admin: status, client: status },
});

const signedIn = (operation: string, [user, manager, admin, client]: Statuses, of?: Owner, state?: State): Row => ({
  ...{ operation, anonymous: 401, user, manager, admin, client },
  ...(of && { of }),
  ...(state && { state }),
});

/** For an operation on a user: on oneself, on others by state, on an administrator, on an id that nobody has. */
const onUsers = (
  operation: string,
  cells: Readonly<Record<'self' | Exclude<State, 'revoked'> | 'administrator', Statuses>>,
): readonly Row[] => [
  signedIn(operation, cells.self, 'self'),
  signedIn(operation, cells.active, 'another user'),
  signedIn(operation, cells.pending, 'another user', 'pending'),
  signedIn(operation, cells.suspended, 'another user', 'suspended'),
  signedIn(operation, cells.deleted, 'another user', 'deleted'),
  signedIn(operation, cells.administrator, 'an administrator'),
  signedIn(operation, [404, 404, 404, 404], 'nobody'),
];

/**
 * Who may do what, written by hand: these cells say what was decided, not what the policy's table says. Every operation
 * of the API document has its rows here.
 */
export const rows: readonly Row[] = [
  everyone('getEntryPoint', 200),
  everyone('register', 202),
  everyone('resendVerification', 202),
  everyone('openVerificationLink', 200),
  everyone('verifyEmail', 200),
  everyone('requestPasswordReset', 202),
  everyone('openResetLink', 200),
  everyone('resetPassword', 200),
  everyone('openInvitation', 200),
  everyone('acceptInvitation', 200),
  everyone('openEmailChangeLink', 200),
  everyone('confirmEmailChange', 200),
  everyone('openReversalLink', 200),
  everyone('revertEmailChange', 200),
  everyone('logIn', 200),
  everyone('refreshSession', 200),
  signedIn('logOut', [204, 204, 204, 403]),
  signedIn('changePassword', [200, 200, 200, 403]),
  signedIn('introspectToken', [403, 403, 200, 200]),

  signedIn('listUsers', [403, 200, 200, 200]),
  signedIn('createUser', [403, 201, 201, 403]),
  signedIn('softDeleteUsers', [403, 403, 200, 403]),
  signedIn('getMe', [200, 200, 200, 403]),
  signedIn('updateMe', [200, 200, 200, 403]),
  signedIn('replaceMe', [200, 200, 200, 403]),
  signedIn('deleteMe', [204, 204, 204, 403]),
  ...onUsers('getUser', {
    self: [200, 200, 200, 404],
    active: [404, 200, 200, 200],
    pending: [404, 200, 200, 200],
    suspended: [404, 200, 200, 200],
    deleted: [404, 200, 200, 200],
    administrator: [404, 200, 200, 200],
  }),
  ...['updateUser', 'replaceUser'].flatMap((operation) =>
    onUsers(operation, {
      self: [200, 200, 200, 404],
      active: [404, 200, 200, 403],
      pending: [404, 200, 200, 403],
      suspended: [404, 200, 200, 403],
      deleted: [404, 409, 409, 403],
      administrator: [404, 403, 200, 403],
    }),
  ),
  ...onUsers('requestEmailChange', {
    self: [202, 202, 202, 404],
    active: [404, 202, 202, 403],
    pending: [404, 409, 409, 403],
    suspended: [404, 409, 409, 403],
    deleted: [404, 409, 409, 403],
    administrator: [404, 403, 202, 403],
  }),
  // Of the active ones each waits for the link to a new address.
  ...onUsers('cancelEmailChange', {
    self: [204, 204, 204, 404],
    active: [404, 204, 204, 403],
    pending: [404, 409, 409, 403],
    suspended: [404, 409, 409, 403],
    deleted: [404, 409, 409, 403],
    administrator: [404, 403, 204, 403],
  }),
  ...onUsers('voidEmailUndo', {
    self: [403, 403, 403, 404],
    active: [404, 204, 204, 403],
    pending: [404, 409, 409, 403],
    suspended: [404, 204, 204, 403],
    deleted: [404, 409, 409, 403],
    administrator: [404, 403, 204, 403],
  }),
  ...onUsers('suspendUser', {
    self: [403, 200, 200, 404],
    active: [404, 200, 200, 403],
    pending: [404, 409, 409, 403],
    suspended: [404, 409, 409, 403],
    deleted: [404, 409, 409, 403],
    administrator: [404, 403, 200, 403],
  }),
  ...onUsers('reactivateUser', {
    self: [403, 409, 409, 404],
    active: [404, 409, 409, 403],
    pending: [404, 409, 409, 403],
    suspended: [404, 200, 200, 403],
    deleted: [404, 409, 409, 403],
    administrator: [404, 403, 409, 403],
  }),
  ...onUsers('restoreUser', {
    self: [403, 409, 409, 404],
    active: [404, 409, 409, 403],
    pending: [404, 409, 409, 403],
    suspended: [404, 409, 409, 403],
    deleted: [404, 200, 200, 403],
    administrator: [404, 403, 409, 403],
  }),
  ...onUsers('deleteUser', {
    self: [204, 204, 204, 404],
    active: [404, 403, 204, 403],
    pending: [404, 403, 204, 403],
    suspended: [404, 403, 204, 403],
    deleted: [404, 403, 204, 403],
    administrator: [404, 403, 204, 403],
  }),

  ...onUsers('listSessions', {
    self: [200, 200, 200, 404],
    active: [404, 403, 200, 403],
    pending: [404, 403, 200, 403],
    suspended: [404, 403, 200, 403],
    deleted: [404, 403, 200, 403],
    administrator: [404, 403, 200, 403],
  }),
  ...['endSessions', 'endSession'].flatMap((operation) =>
    onUsers(operation, {
      self: [204, 204, 204, 404],
      active: [404, 403, 204, 403],
      pending: [404, 403, 204, 403],
      suspended: [404, 403, 204, 403],
      deleted: [404, 403, 204, 403],
      administrator: [404, 403, 204, 403],
    }),
  ),

  ...onUsers('getUserRoles', {
    self: [200, 200, 200, 404],
    active: [404, 403, 200, 403],
    pending: [404, 403, 200, 403],
    suspended: [404, 403, 200, 403],
    deleted: [404, 403, 200, 403],
    administrator: [404, 403, 200, 403],
  }),
  ...onUsers('setUserRoles', {
    self: [403, 403, 200, 404],
    active: [404, 403, 200, 403],
    pending: [404, 403, 200, 403],
    suspended: [404, 403, 200, 403],
    deleted: [404, 403, 409, 403],
    administrator: [404, 403, 200, 403],
  }),
  signedIn('listRoles', [403, 403, 200, 403]),
  signedIn('createRole', [403, 403, 201, 403]),
  signedIn('getRole', [403, 403, 200, 403], 'a role in use'),
  signedIn('getRole', [403, 403, 200, 403], 'a built-in role'),
  signedIn('getRole', [403, 403, 404, 403], 'nobody'),
  signedIn('updateRole', [403, 403, 200, 403], 'a role in use'),
  signedIn('updateRole', [403, 403, 409, 403], 'a built-in role'),
  signedIn('updateRole', [403, 403, 404, 403], 'nobody'),
  signedIn('deleteRole', [403, 403, 204, 403]),
  signedIn('deleteRole', [403, 403, 409, 403], 'a role in use'),
  signedIn('deleteRole', [403, 403, 409, 403], 'a built-in role'),
  signedIn('deleteRole', [403, 403, 404, 403], 'nobody'),

  everyone('issueClientToken', 200),
  signedIn('listClients', [403, 403, 200, 403]),
  signedIn('createClient', [403, 403, 201, 403]),
  signedIn('getClient', [403, 403, 200, 403], 'a client'),
  signedIn('getClient', [403, 403, 200, 403], 'a client', 'revoked'),
  signedIn('getClient', [403, 403, 404, 403], 'nobody'),
  signedIn('rotateClient', [403, 403, 200, 403], 'a client'),
  signedIn('rotateClient', [403, 403, 409, 403], 'a client', 'revoked'),
  signedIn('rotateClient', [403, 403, 404, 403], 'nobody'),
  signedIn('revokeClient', [403, 403, 204, 403], 'a client'),
  signedIn('revokeClient', [403, 403, 409, 403], 'a client', 'revoked'),
  signedIn('revokeClient', [403, 403, 404, 403], 'nobody'),

  signedIn('readEvents', [403, 403, 200, 403]),

  everyone('getJwks', 200),
  everyone('getOpenApi', 200),
  everyone('getAsyncApi', 200),
  everyone('getReference', 200),
  everyone('getConsole', 200),
  everyone('getReadingReference', 200),
  everyone('explainProblem', 200),
  everyone('explainRelation', 200),
  everyone('getLiveness', 200),
  everyone('getReadiness', 200),
];
