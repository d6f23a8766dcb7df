import type { Variable } from '../../config/variable.ts';
import { type VariableName, variables } from '../../config/variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const mask = '***';

/** Every variable that is set, without its secrets: fit for a bug report. */
export function maskedSettings(environment: Environment): Readonly<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const name of Object.keys(variables) as VariableName[]) {
    const { secret }: Variable = variables[name];
    const value = environment[name];
    const file = environment[`${name}_FILE`];
    if (value) settings[name] = secret ? masked(value) : withoutUser(value);
    else if (secret && file) settings[name] = `from the file ${file}`;
  }
  return settings;
}

/** Of a secret address the part that names a place; of any other secret nothing. */
export function masked(secret: string): string {
  if (!URL.canParse(secret)) return mask;
  const { protocol, host, pathname } = new URL(secret);
  return host === '' ? mask : `${protocol}//${mask}@${host}${pathname}`;
}

/** An address that should hold no secret may have one by mistake. */
function withoutUser(value: string): string {
  return value.replace(/\/\/[^/@\s]+@/g, `//${mask}@`);
}

/**
 * The text without any secret of the environment: neither a whole value nor the password inside an address, however a
 * library quotes it.
 */
export function scrub(text: string, environment: Environment): string {
  const secrets = (Object.keys(variables) as VariableName[]).flatMap((name) => {
    const { secret }: Variable = variables[name];
    const value = environment[name];
    return secret && value ? [value, ...passwordsIn(value)] : [];
  });
  const longestFirst = secrets.filter((secret) => secret.length > 2).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, mask), text);
}

function passwordsIn(value: string): string[] {
  if (!URL.canParse(value)) return [];
  const { password } = new URL(value);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
