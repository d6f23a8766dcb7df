import { readFileSync } from 'node:fs';

type Line = {
  readonly seed: number;
  readonly minutes: number;
  readonly kills: Readonly<Record<string, number>>;
  readonly freezes: Readonly<Record<string, number>>;
  readonly links: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly recoveryMs: number;
  readonly tasksMs: number;
  readonly wrong: number;
};

/** Adds up the lines that storms left in a file, as the tables of `docs/reliability.md`. */
export function totals(file: string): string {
  const lines: Line[] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  const minutes = lines.reduce((sum, line) => sum + line.minutes, 0);
  const longest = (of: (line: Line) => number) => `${(Math.max(...lines.map(of)) / 1000).toFixed(1)} s`;
  return [
    `${lines.length} storms, ${minutes.toFixed(0)} minutes, seeds ${lines.map(({ seed }) => seed).join(', ')}`,
    ...table('killed', added(lines.map(({ kills }) => kills))),
    ...table('frozen', added(lines.map(({ freezes }) => freezes))),
    ...table('what there was', added(lines.map(({ counts }) => counts))),
    `links broken: ${lines.reduce((sum, { links }) => sum + links, 0)}`,
    `longest recovery: ${longest(({ recoveryMs }) => recoveryMs)}; last task: ${longest(({ tasksMs }) => tasksMs)}`,
    `wrong: ${lines.reduce((sum, { wrong }) => sum + wrong, 0)}`,
  ].join('\n');
}

function added(counts: readonly Readonly<Record<string, number>>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, times] of counts.flatMap((each) => Object.entries(each))) {
    sums.set(name, (sums.get(name) ?? 0) + times);
  }
  return sums;
}

function table(title: string, sums: ReadonlyMap<string, number>): string[] {
  const rows = [...sums].map(([name, times]) => `| ${name} | ${times.toLocaleString('en')} |`);
  return ['', `| ${title} | |`, '|---|--:|', ...rows.toSorted(), ''];
}
