import type { Variable } from './variable.ts';
import { type VariableName, variables } from './variables.ts';

/** The text of `.env.example`: each variable with its meaning and what holds without it. */
export function envExample(): string {
  const head = [
    '# Copy to .env and change what you need: a line that stays commented out keeps its default.',
    '# Variables marked with * can be read from a file instead: set NAME_FILE to its path.',
    '# Without DATABASE_URL everything is embedded and nothing needs to be set.',
  ];
  const entries = (Object.keys(variables) as VariableName[]).map((name) => entry(name, variables[name]));
  return `${[head.join('\n'), ...entries].join('\n\n')}\n`;
}

function entry(name: VariableName, { meaning, fallback, secret }: Variable): string {
  const literal = /^[\w.:/@-]+$/.test(fallback) && !['PUBLIC_URL', 'DATABASE_URL', 'none'].includes(fallback);
  const about = `# ${secret ? '* ' : ''}${meaning}`;
  return literal ? `${about}\n#${name}=${fallback}` : `${about}\n# Default: ${fallback}.\n#${name}=`;
}
