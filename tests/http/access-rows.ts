/** Whose thing it is. */
export type Owner = 'self' | 'another user' | 'an administrator' | 'nobody' | 'a built-in role' | 'a role in use';
export type State = 'pending' | 'active' | 'suspended' | 'deleted';

export const callers = ['anonymous', 'user', 'manager', 'admin'] as const;
export type Caller = (typeof callers)[number];

/** The status that each caller gets. `manager` may read and write users, and nothing else. */
export type Row = {
  readonly operation: string;
  readonly of?: Owner;
  /** Of whoever owns it; active unless said otherwise. */
  readonly state?: State;
} & Readonly<Record<Caller, number>>;

type Statuses = readonly [user: number, manager: number, admin: number];

const everyone = (operation: string, status: number): Row => ({
  ...{ operation, anonymous: status, user: status, manager: status, admin: status },
});

const signedIn = (operation: string, [user, manager, admin]: Statuses, of?: Owner, state?: State): Row => ({
  ...{ operation, anonymous: 401, user, manager, admin },
  ...(of && { of }),
  ...(state && { state }),
});

/** For an operation on a user: on oneself, on others by state, on an administrator, on an id that nobody has. */
const onUsers = (
  operation: string,
  cells: Readonly<Record<'self' | State | 'administrator', Statuses>>,
): readonly Row[] => [
  signedIn(operation, cells.self, 'self'),
  signedIn(operation, cells.active, 'another user'),
  signedIn(operation, cells.pending, 'another user', 'pending'),
  signedIn(operation, cells.suspended, 'another user', 'suspended'),
  signedIn(operation, cells.deleted, 'another user', 'deleted'),
  signedIn(operation, cells.administrator, 'an administrator'),
  signedIn(operation, [404, 404, 404], 'nobody'),
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
  signedIn('logOut', [204, 204, 204]),
  signedIn('changePassword', [200, 200, 200]),
  signedIn('introspectToken', [403, 403, 200]),

  signedIn('listUsers', [403, 200, 200]),
  signedIn('createUser', [403, 201, 201]),
  signedIn('softDeleteUsers', [403, 403, 200]),
  signedIn('getMe', [200, 200, 200]),
  signedIn('updateMe', [200, 200, 200]),
  signedIn('replaceMe', [200, 200, 200]),
  signedIn('deleteMe', [204, 204, 204]),
  ...onUsers('getUser', {
    self: [200, 200, 200],
    active: [404, 200, 200],
    pending: [404, 200, 200],
    suspended: [404, 200, 200],
    deleted: [404, 200, 200],
    administrator: [404, 200, 200],
  }),
  ...['updateUser', 'replaceUser'].flatMap((operation) =>
    onUsers(operation, {
      self: [200, 200, 200],
      active: [404, 200, 200],
      pending: [404, 200, 200],
      suspended: [404, 200, 200],
      deleted: [404, 409, 409],
      administrator: [404, 403, 200],
    }),
  ),
  ...onUsers('requestEmailChange', {
    self: [202, 202, 202],
    active: [404, 202, 202],
    pending: [404, 409, 409],
    suspended: [404, 409, 409],
    deleted: [404, 409, 409],
    administrator: [404, 403, 202],
  }),
  ...onUsers('suspendUser', {
    self: [403, 200, 200],
    active: [404, 200, 200],
    pending: [404, 409, 409],
    suspended: [404, 409, 409],
    deleted: [404, 409, 409],
    administrator: [404, 403, 200],
  }),
  ...onUsers('reactivateUser', {
    self: [403, 409, 409],
    active: [404, 409, 409],
    pending: [404, 409, 409],
    suspended: [404, 200, 200],
    deleted: [404, 409, 409],
    administrator: [404, 403, 409],
  }),
  ...onUsers('restoreUser', {
    self: [403, 409, 409],
    active: [404, 409, 409],
    pending: [404, 409, 409],
    suspended: [404, 409, 409],
    deleted: [404, 200, 200],
    administrator: [404, 403, 409],
  }),
  ...onUsers('deleteUser', {
    self: [204, 204, 204],
    active: [404, 403, 204],
    pending: [404, 403, 204],
    suspended: [404, 403, 204],
    deleted: [404, 403, 204],
    administrator: [404, 403, 204],
  }),

  ...onUsers('listSessions', {
    self: [200, 200, 200],
    active: [404, 403, 200],
    pending: [404, 403, 200],
    suspended: [404, 403, 200],
    deleted: [404, 403, 200],
    administrator: [404, 403, 200],
  }),
  ...['endSessions', 'endSession'].flatMap((operation) =>
    onUsers(operation, {
      self: [204, 204, 204],
      active: [404, 403, 204],
      pending: [404, 403, 204],
      suspended: [404, 403, 204],
      deleted: [404, 403, 204],
      administrator: [404, 403, 204],
    }),
  ),

  ...onUsers('getUserRoles', {
    self: [200, 200, 200],
    active: [404, 403, 200],
    pending: [404, 403, 200],
    suspended: [404, 403, 200],
    deleted: [404, 403, 200],
    administrator: [404, 403, 200],
  }),
  ...onUsers('setUserRoles', {
    self: [403, 403, 200],
    active: [404, 403, 200],
    pending: [404, 403, 200],
    suspended: [404, 403, 200],
    deleted: [404, 403, 409],
    administrator: [404, 403, 200],
  }),
  signedIn('listRoles', [403, 403, 200]),
  signedIn('createRole', [403, 403, 201]),
  signedIn('getRole', [403, 403, 200], 'a role in use'),
  signedIn('getRole', [403, 403, 200], 'a built-in role'),
  signedIn('getRole', [403, 403, 404], 'nobody'),
  signedIn('updateRole', [403, 403, 200], 'a role in use'),
  signedIn('updateRole', [403, 403, 409], 'a built-in role'),
  signedIn('updateRole', [403, 403, 404], 'nobody'),
  signedIn('deleteRole', [403, 403, 204]),
  signedIn('deleteRole', [403, 403, 409], 'a role in use'),
  signedIn('deleteRole', [403, 403, 409], 'a built-in role'),
  signedIn('deleteRole', [403, 403, 404], 'nobody'),

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
  everyone('getMetrics', 200),
];
