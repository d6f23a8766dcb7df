import { readFileSync } from 'node:fs';
import { StartError } from '../run/start-error.ts';
import type { Variable } from './variable.ts';
import { type Values, type VariableName, variables } from './variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every variable, or the file that NAME_FILE points at for secrets. An empty value counts as unset.
 *
 * @throws StartError with a line for each wrong one: its name and what it should be
 */
export function readVariables(environment: Environment): Values {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(variables) as VariableName[]) {
    const variable: Variable = variables[name];
    try {
      const raw = environment[name] || (variable.secret ? fromFile(`${name}_FILE`, environment) : undefined);
      if (!raw || variable.foreign?.test(raw)) continue;
      const parsed = variable.schema.safeParse(raw);
      if (parsed.success) values[name] = parsed.data;
      else problems.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new StartError(problems.join('\n'));
  return values as Values;
}

function fromFile(name: string, environment: Environment): string | undefined {
  const path = environment[name];
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new StartError(`${name} must name a file that this process can read.`);
  }
}
