import type { Fault } from '../plan/fault.ts';

/** What was done to the world: how often, to whom. */
export class Tally {
  readonly kills = new Map<string, number>();
  readonly freezes = new Map<string, number>();
  readonly links = new Map<string, number>();
  /** Faults whose victim was down already, or that found no write in flight. */
  passedOver = 0;

  add(fault: Fault): void {
    if (fault.kind === 'kill') count(this.kills, killed(fault));
    if (fault.kind === 'freeze') count(this.freezes, roleOf(fault.victim));
    if (fault.kind === 'link') count(this.links, `${roleOf(fault.of)} – ${fault.to}: ${fault.how}`);
  }

  /** Kills of processes of the service, of PostgreSQL and Redis, and of Kafka. */
  totals(): { readonly roles: number; readonly databases: number; readonly kafka: number; readonly all: number } {
    const sum = (...names: string[]) => {
      return [...this.kills].reduce(
        (all, [name, times]) => all + (names.some((n) => name.startsWith(n)) ? times : 0),
        0,
      );
    };
    const roles = sum('serve', 'relay', 'worker');
    const databases = sum('postgres', 'redis');
    return { roles, databases, kafka: sum('kafka'), all: roles + databases + sum('kafka') };
  }
}

function killed(fault: Fault & { kind: 'kill' }): string {
  if (fault.victim !== 'redis') return roleOf(fault.victim);
  return `redis, back ${'comesBack' in fault ? fault.comesBack : ''}`;
}

function roleOf(name: string): string {
  return name.split('-')[0] ?? name;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
