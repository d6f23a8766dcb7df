import { commands, nouns } from './commands.ts';
import { editDistance } from './edit-distance.ts';
import { printable } from './table.ts';

/** What people call a command whose name is spelled quite differently. */
const synonyms: Readonly<Record<string, string>> = {
  clients: 'client list',
  'env-example': 'config example',
  list: 'user list',
  outbox: 'event backlog',
  'outbox list': 'event dead-letters',
  'outbox retry': 'event retry',
  roles: 'role list',
  'secret-key': 'key generate',
};

/** More of them are no help. */
const maxMeant = 3;

/** One line for whoever mistyped a command: which one was probably meant, or where all of them are. */
export function unknownCommand(args: readonly string[]): string {
  const [first = ''] = args;
  const end = args.findIndex((word) => word.startsWith('-'));
  const both = args.slice(0, end < 0 ? 2 : Math.min(end, 2)).join(' ');
  const known = nouns.includes(first);
  // What stands after one word may be its argument. After a noun it cannot be.
  for (const asked of known ? [both] : [both, first]) {
    const meant = meantBy(asked);
    if (meant.length > 0) return `${refusal(asked)} Did you mean ${anyOf(meant)}?`;
  }
  return known
    ? `${refusal(both)} \`users ${first} --help\` lists those there are.`
    : `${refusal(first)} \`users help\` lists those there are.`;
}

function refusal(asked: string): string {
  return `There is no command "${printable(asked)}".`;
}

function anyOf(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(names.map((name) => `"${name}"`));
}

function meantBy(asked: string): readonly string[] {
  const synonym = Object.hasOwn(synonyms, asked) ? synonyms[asked] : undefined;
  if (synonym !== undefined) return [synonym];
  const found = targets.map(({ parts, name }) => ({ name, distance: distanceOf(asked.split(/[ -]/), parts) }));
  const nearest = Math.min(...found.map(({ distance }) => distance));
  if (nearest === Number.POSITIVE_INFINITY) return [];
  const names = [...new Set(found.filter(({ distance }) => distance === nearest).map(({ name }) => name))];
  return names.length > maxMeant ? [] : names;
}

/** What may be typed, in parts, and the name that it stands for: `suspend` alone stands for `user suspend`. */
const targets: readonly { parts: readonly string[]; name: string }[] = [
  ...['help', ...nouns, ...commands.map(({ name }) => name)].map((name) => ({ parts: name.split(/[ -]/), name })),
  ...commands.flatMap(({ name }) => {
    const [, verb] = name.split(' ');
    return verb === undefined ? [] : [{ parts: verb.split('-'), name }];
  }),
];

/** Infinite when a word is too far off. Words in the other order count as one slip. */
function distanceOf(typed: readonly string[], parts: readonly string[]): number {
  if (typed.length !== parts.length) return Number.POSITIVE_INFINITY;
  return Math.min(sumOf(typed, parts), sumOf(typed.toReversed(), parts) + 1);
}

function sumOf(typed: readonly string[], parts: readonly string[]): number {
  return parts.reduce((sum, part, index) => {
    const distance = editDistance(typed[index] ?? '', part);
    // Two slips in three letters would make anything a `key`.
    return sum + (distance <= Math.min(2, part.length / 2) ? distance : Number.POSITIVE_INFINITY);
  }, 0);
}
