import { affordances } from '@users/application';
import { type Actor, anonymous, type Permission, permissions, type Subject, type UserStatus } from '@users/domain';
import { describe, expect, it } from 'vitest';

const me = '01890000-0000-7000-8000-000000000001';
const other = '01890000-0000-7000-8000-000000000002';

const holding = (...held: readonly Permission[]): Actor => {
  return { kind: 'user', id: me, sessionId: other, roles: [], permissions: new Set(held) };
};
const plain = holding();
const admin = holding(...permissions);
const subject = (id: string, status: UserStatus = 'active', ...held: readonly Permission[]): Subject => {
  return { id, status, permissions: new Set(held) };
};

function offered(actor: Actor, about?: Subject, registration: 'open' | 'invite' | 'closed' = 'open') {
  return [...affordances(actor, { registration }, about)].sort();
}

describe('what a caller is offered', () => {
  const always = [
    ...['account.accept_invitation', 'account.confirm_email_change', 'account.request_password_reset'],
    ...['account.resend_verification', 'account.reset_password', 'account.revert_email_change', 'account.verify_email'],
    ...['client.issue_token', 'root.read', 'session.log_in', 'session.refresh'],
  ];
  const signedIn = ['account.change_password', 'session.log_out'];
  const administration = [
    ...['client.create', 'client.list', 'event.read', 'role.create', 'role.list', 'session.introspect'],
    ...['user.create', 'user.list', 'user.soft_delete_many'],
  ];
  const own = [
    ...['user.change_email', 'user.delete', 'user.end_sessions', 'user.read', 'user.read_roles'],
    ...['user.read_sessions', 'user.update'],
  ];

  it('at the entry point', () => {
    expect(offered(anonymous)).toEqual(['account.register', ...always].sort());
    expect(offered(plain)).toEqual(['account.register', ...always, ...signedIn].sort());
    expect(offered(admin)).toEqual(['account.register', ...always, ...signedIn, ...administration].sort());
  });

  it.each(['invite', 'closed'] as const)('when registration is %s: all but that', (registration) => {
    expect(offered(anonymous, undefined, registration)).toEqual([...always].sort());
    expect(offered(admin, undefined, registration)).not.toContain('account.register');
  });

  it('about itself', () => {
    expect(offered(plain, subject(me))).toEqual(own);
    expect(offered(plain, subject(me, 'active', 'users:write'))).toEqual(own);
  });

  it('about another', () => {
    expect(offered(anonymous, subject(other))).toEqual([]);
    expect(offered(plain, subject(other))).toEqual([]);
    expect(offered(holding('users:read'), subject(other))).toEqual(['user.read']);
    const managed = [
      ...['user.change_email', 'user.read', 'user.set_metadata', 'user.suspend', 'user.update'],
      'user.void_email_undo',
    ];
    expect(offered(holding('users:read', 'users:write'), subject(other))).toEqual(managed);
    expect(offered(holding('users:read', 'users:write'), subject(other, 'active', 'roles:write'))).toEqual([
      'user.read',
    ]);
    const everywhere = ['user.delete', 'user.end_sessions', 'user.read', 'user.read_roles', 'user.read_sessions'];
    expect(offered(admin, subject(other, 'suspended', 'roles:write'))).toEqual(
      [
        ...everywhere,
        'user.reactivate',
        'user.set_metadata',
        'user.set_roles',
        'user.soft_delete',
        'user.update',
        'user.void_email_undo',
      ].sort(),
    );
    expect(offered(admin, subject(other, 'deleted'))).toEqual([...everywhere, 'user.restore'].sort());
  });
});
