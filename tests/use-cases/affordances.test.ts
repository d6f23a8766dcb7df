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
    'account.resend_verification',
    'account.verify_email',
    'root.read',
    'session.log_in',
    'session.refresh',
  ];

  it('at the entry point', () => {
    expect(offered(anonymous)).toEqual(['account.register', ...always].sort());
    expect(offered(plain)).toEqual(['account.register', ...always, 'session.log_out'].sort());
    expect(offered(admin)).toEqual(['account.register', ...always, 'session.log_out', 'user.list'].sort());
  });

  it.each(['invite', 'closed'] as const)('when registration is %s: all but that', (registration) => {
    expect(offered(anonymous, undefined, registration)).toEqual(always);
    expect(offered(admin, undefined, registration)).not.toContain('account.register');
  });

  it('about itself', () => {
    expect(offered(plain, subject(me))).toEqual(['user.read', 'user.update']);
    expect(offered(plain, subject(me, 'active', 'users:write'))).toEqual(['user.read', 'user.update']);
  });

  it('about another', () => {
    expect(offered(anonymous, subject(other))).toEqual([]);
    expect(offered(plain, subject(other))).toEqual([]);
    expect(offered(holding('users:read'), subject(other))).toEqual(['user.read']);
    expect(offered(holding('users:read', 'users:write'), subject(other))).toEqual(['user.read', 'user.update']);
    expect(offered(holding('users:read', 'users:write'), subject(other, 'active', 'roles:write'))).toEqual([
      'user.read',
    ]);
    expect(offered(admin, subject(other, 'suspended', 'roles:write'))).toEqual(['user.read', 'user.update']);
    expect(offered(admin, subject(other, 'deleted'))).toEqual(['user.read']);
  });
});
