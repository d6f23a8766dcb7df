import { isPermission, maxGraceSeconds, type Permission, permissions } from '@users/domain';
import { UsageError } from '../command.ts';
import { shownText } from '../shown-text.ts';

type Options = Readonly<Record<string, string | boolean | undefined>>;

/** @throws UsageError for what no service client can be made of */
export function clientInput(options: Options): { name: string; description: string; permissions: Permission[] } {
  const name = shownText('name', options.name, 'clientName');
  if (name === '') throw new UsageError('Say what to call it: --name <text>.');
  const named = String(options.permissions ?? '')
    .split(/[\s,]+/)
    .filter(Boolean);
  const unknown = named.filter((each) => !isPermission(each));
  if (named.length === 0 || unknown.length > 0) {
    throw new UsageError(`--permissions are one or more of: ${permissions.join(', ')}.`);
  }
  return {
    name,
    description: shownText('description', options.description, 'description'),
    permissions: named.filter(isPermission),
  };
}

/** @throws UsageError for what is no number of seconds up to a week */
export function graceSeconds(options: Options): number {
  const given = String(options.grace ?? '');
  const seconds = Number(given);
  if (!/^\d+$/.test(given) || seconds > maxGraceSeconds) {
    throw new UsageError(`--grace is a number of seconds from 0 to ${maxGraceSeconds}.`);
  }
  return seconds;
}
