/** What a role may allow. A literal union: a typo does not compile, an unknown one does not load. */
export const permissions = [
  'users:read',
  'users:write',
  'users:delete',
  'roles:read',
  'roles:write',
  'sessions:read',
  'sessions:revoke',
  'clients:write',
  'events:read',
  'audit:read',
] as const;

export type Permission = (typeof permissions)[number];

/** Narrows stored or foreign text to a known permission. */
export function isPermission(text: string): text is Permission {
  return (permissions as readonly string[]).includes(text);
}
