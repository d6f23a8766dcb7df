import { type ListUsersInput, type UserSort, userSortFields } from '@users/application';
import { type UserStatus, userStatuses } from '@users/domain';
import { type CommandInput, UsageError } from '../command.ts';

type Options = CommandInput['options'];

/** @throws UsageError for what no list can be asked for */
export function listInput(options: Options): ListUsersInput {
  const q = text(options, 'q');
  if (q !== null && [...q].length < 3) throw new UsageError('--q needs three characters or more.');
  return {
    filter: {
      status: status(options),
      q,
      role: text(options, 'role'),
      verified: verified(options),
      createdAfter: time(options, 'created-after'),
      createdBefore: time(options, 'created-before'),
    },
    sort: sort(options),
    limit: limit(options),
    cursor: text(options, 'cursor'),
    includeTotal: options.total === true,
  };
}

function text(options: Options, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function status(options: Options): UserStatus | null {
  const value = text(options, 'status');
  if (value === null) return null;
  const known = userStatuses.find((each) => each === value);
  if (known === undefined) throw new UsageError(`--status is one of ${userStatuses.join(', ')}.`);
  return known;
}

function verified(options: Options): boolean | null {
  const value = text(options, 'verified');
  if (value !== null && value !== 'yes' && value !== 'no') throw new UsageError('--verified is yes or no.');
  return value === null ? null : value === 'yes';
}

function time(options: Options, name: string): Date | null {
  const value = text(options, name);
  if (value === null) return null;
  const parsed = new Date(value);
  if (!/^\d{4}-\d{2}-\d{2}/.test(value) || Number.isNaN(parsed.getTime())) {
    throw new UsageError(`--${name} is a time such as 2026-03-01 or 2026-03-01T12:00:00Z.`);
  }
  return parsed;
}

function sort(options: Options): UserSort {
  const value = text(options, 'sort') ?? '';
  const field = userSortFields.find((each) => each === value.replace(/^-/, ''));
  if (field === undefined)
    throw new UsageError(`--sort is one of ${userSortFields.join(', ')}, or one with - in front.`);
  return { field, descending: value.startsWith('-') };
}

function limit(options: Options): number {
  const value = Number(text(options, 'limit'));
  if (!Number.isInteger(value) || value < 1 || value > 200) throw new UsageError('--limit is from 1 to 200.');
  return value;
}
