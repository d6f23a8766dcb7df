/** The services that a run may do without, from TEST_ALLOW_MISSING (`kafka,redis`). */
export function allowedMissing(): ReadonlySet<string> {
  const names = (process.env.TEST_ALLOW_MISSING ?? '').split(',').map((name) => name.trim());
  return new Set(names);
}
