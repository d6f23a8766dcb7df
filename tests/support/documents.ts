import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A text for people, by its path from the root. */
export interface Document {
  readonly path: string;
  readonly text: string;
  /** What stands in code spans and in blocks for the shell. */
  readonly code: readonly string[];
}

/** Every document of the repository. */
export const documents: readonly Document[] = globSync(['*.md', 'docs/**/*.md', 'examples/*/*.md', 'examples/*.md'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
})
  .sort()
  .map(readDocument);

export function documentAt(path: string): Document {
  const found = documents.find((each) => each.path === path);
  if (!found) throw new Error(`there is no document ${path}`);
  return found;
}

/** The section under a heading of the second level, without it. */
export function section({ text, path }: Document, heading: string): string {
  const found = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`${path} has no section "${heading}"`);
  return found.slice(heading.length + 1);
}

/** The rows of every table in a text, cells trimmed, without heads and rules. */
export function tableRows(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  return lines
    .filter((line, index) => line.startsWith('|') && !isRule(line) && !isRule(lines[index + 1] ?? ''))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

const isRule = (line: string): boolean => /^\|(?:-+\|)+$/.test(line);

function readDocument(path: string): Document {
  const text = readFileSync(join(root, path), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  const spans = [...prose.matchAll(/`([^`\n]+(?:\n[^`\n]+)?)`/g)].map(([, span = '']) => span.replaceAll('\n', ' '));
  return { path, text, code: [...spans, ...blocks.flatMap((block) => block.split('\n'))] };
}
