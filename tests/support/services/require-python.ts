import { describe } from 'vitest';
import { oldestPython } from './python.ts';

/**
 * A `describe` for tests of programs in Python. Without a Python they are skipped, the reason in their title, and with
 * CI=true the run fails for it.
 *
 * @param python from `findPython`
 */
export function describeWithPython(python: string | undefined, name: string, tests: (python: string) => void): void {
  if (python !== undefined) describe(name, () => tests(python));
  else describe.skip(`${name} (no Python ${oldestPython.join('.')} or newer on PATH)`, () => tests('python3'));
}
