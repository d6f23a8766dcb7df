import { userSortFields } from '@users/application';
import { userStatuses } from '@users/domain';
import type { FormPropertyRow } from '../form-property.ts';

const prompts = {
  created_at: ['Oldest first', 'Newest first'],
  email: ['Address, A to Z', 'Address, Z to A'],
  full_name: ['Name, A to Z', 'Name, Z to A'],
} as const satisfies Record<(typeof userSortFields)[number], readonly [string, string]>;

const sorts = userSortFields.flatMap((field) => [
  { value: field, prompt: prompts[field][0] },
  { value: `-${field}`, prompt: prompts[field][1] },
]);

const instant = { type: 'text', placeholder: '2026-01-01T00:00:00Z' };
const choice = { type: 'text' };

/** What a list of users can be asked for. */
export const userSearchProperties = {
  search_text: { name: 'q', prompt: 'Name or address contains', type: 'search', minLength: 3, maxLength: 200 },
  in_status: { ...choice, name: 'status', prompt: 'Status', options: { inline: userStatuses, maxItems: 1 } },
  with_role: {
    ...choice,
    name: 'role',
    prompt: 'Role',
    options: { from: { action: 'role.list', promptField: 'name', valueField: 'name' }, maxItems: 1 },
  },
  verified: {
    ...choice,
    name: 'verified',
    prompt: 'Address verified',
    options: {
      inline: [
        { value: 'true', prompt: 'Yes' },
        { value: 'false', prompt: 'No' },
      ],
      maxItems: 1,
    },
  },
  created_after: { ...instant, name: 'created_after', prompt: 'Created from' },
  created_before: { ...instant, name: 'created_before', prompt: 'Created before' },
  sort: { ...choice, name: 'sort', prompt: 'Order', options: { inline: sorts, maxItems: 1 } },
  limit: { name: 'limit', prompt: 'Users a page', type: 'number', min: 1, max: 200 },
  include_total: {
    ...choice,
    name: 'include_total',
    prompt: 'Count them all',
    options: { inline: [{ value: 'true', prompt: 'Yes' }], maxItems: 1 },
  },
} as const satisfies Record<string, FormPropertyRow>;
