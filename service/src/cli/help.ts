import type { Command } from './command.ts';
import { commandGroups, commands } from './commands.ts';

/** Every command, by what it is for. */
export function overview(): string {
  const width = widthOf(commands);
  const groups = Object.entries(commandGroups).flatMap(([title, group]) => [title, ...lines(group, width), '']);
  return ['Usage: users <command> [options]', '', ...groups, '`users <command> --help` tells more.'].join('\n');
}

/** What can be done to a kind of thing. */
export function verbsOf(noun: string): string {
  const own = commands.filter(({ name }) => name.startsWith(`${noun} `));
  const more = `\`users ${noun} <verb> --help\` tells more.`;
  return [`Usage: users ${noun} <verb> [options]`, '', ...lines(own, widthOf(own)), '', more].join('\n');
}

function lines(group: readonly Command[], width: number): string[] {
  return group.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
}

function widthOf(group: readonly Command[]): number {
  return Math.max(...group.map(({ name }) => name.length));
}
