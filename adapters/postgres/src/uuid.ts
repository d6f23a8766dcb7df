const canonical = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * PostgreSQL refuses the whole statement for a malformed id; to a caller it is an id that nobody has. So is one in
 * capitals: ids have one form here.
 */
export function isUuid(text: string): boolean {
  return canonical.test(text);
}
