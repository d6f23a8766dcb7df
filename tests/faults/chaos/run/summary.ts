import type { StormResult } from './storm.ts';

/** What a run was and what came of it, for a person to read. */
export function summary(seed: number, { tally, recovery, counts, complaints }: StormResult): string {
  const { roles, databases, kafka, all } = tally.totals();
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const lines = [
    `seed ${seed}`,
    `kills    ${all} (roles ${roles}, PostgreSQL and Redis ${databases}, Kafka ${kafka}), each with a write in flight`,
    ...listed('         ', tally.kills),
    `freezes  ${listed('', tally.freezes).join('; ')}`,
    ...listed('links    ', tally.links),
    `passed over ${tally.passedOver}`,
    ...Object.entries(counts).map(([name, count]) => `${name} ${count}`),
    `everything worked ${seconds(recovery.ms)} after the last heal, the last task was done after ${seconds(recovery.tasksMs)}`,
    complaints.length === 0 ? 'nothing is wrong' : `WRONG, ${complaints.length} times:`,
    ...complaints.slice(0, 50).map((complaint) => `  ${complaint}`),
  ];
  return lines.join('\n');
}

/** The outcome as one line of JSON, to be added up over several runs. */
export function resultLine(
  seed: number,
  minutes: number,
  { tally, recovery, counts, complaints }: StormResult,
): string {
  const kills = Object.fromEntries(tally.kills);
  const freezes = Object.fromEntries(tally.freezes);
  const links = [...tally.links.values()].reduce((sum, times) => sum + times, 0);
  const { ms, tasksMs } = recovery;
  return JSON.stringify({
    seed,
    minutes,
    kills,
    freezes,
    links,
    counts,
    recoveryMs: ms,
    tasksMs,
    wrong: complaints.length,
  });
}

function listed(indent: string, counts: ReadonlyMap<string, number>): string[] {
  return [...counts].toSorted().map(([name, times]) => `${indent}${name} ${times}`);
}
