import { type FloodResult, victims } from './flood.ts';
import type { Delays } from './people.ts';

/** Of four kinds of requests: a key each, and the mark of a repeat for the two registrations, in each minute begun. */
const keyRowsAMinute = 4 + 2;
/** A task each, and one that contests a registration for each of two. */
const taskRowsAMinute = 4 + 2;
const mailsAnHour = 6;
const slowerByMs = 1000;

/** The whole of it in plain lines. */
export function lines({ seconds, flood, owner, quiet, flooded, counts, keysLeft }: FloodResult): readonly string[] {
  const answers = Object.entries(flood).map(([status, times]) => `${times} × ${status}`);
  return [
    `${seconds} s of flood: ${answers.join(', ')}`,
    `owner: ${owner.logIns} log-ins and ${owner.changes} changes, ${owner.failures.length} failed`,
    ...owner.failures.slice(0, 5).map((failure) => `  ${failure}`),
    ...Object.entries(counts.mails).map(([what, times]) => `mails to ${what}: ${times}`),
    `somebody else's mail, without the flood: ${told(quiet)}`,
    `somebody else's mail, under the flood: ${told(flooded)}`,
    `rows for the flood, of four kinds of requests: ${counts.keyRows} of keys, ${counts.taskRows} of tasks`,
    `${counts.events} events, ${counts.auditEntries} entries of the trail, ${counts.tokens} links, for ${counts.mailsInAll} mails`,
    `keys left afterwards: ${keysLeft}`,
  ];
}

/** What is not as it must be, in words; how long things took is left out where the machine is shared. */
export function complaints(result: FloodResult, judged: { readonly times: boolean }): readonly string[] {
  const { seconds, flood, owner, quiet, flooded, counts, keysLeft } = result;
  const minutes = Math.floor(seconds / 60) + 1;
  const wrong: string[] = [];
  const must = (holds: boolean, complaint: string) => void (holds || wrong.push(complaint));
  must(Object.keys(flood).join() === '202', 'a request of the flood was not accepted like every other');
  must(owner.logIns > 0 && owner.changes > 0, 'the owner did nothing');
  must(owner.failures.length === 0, 'a log-in or a change of the owner failed');
  for (const [what, times] of Object.entries(counts.mails)) {
    // A registration and a link that was asked for again are two kinds, and bring the same mail.
    const kinds = what.startsWith(victims.pending) ? 2 : 1;
    must(times <= kinds * Math.min(mailsAnHour, minutes), `${times} mails to ${what}`);
  }
  must(counts.mailsInAll > 0, 'nobody got a mail');
  for (const rows of ['events', 'auditEntries', 'tokens'] as const) {
    must(counts[rows] <= counts.mailsInAll, `more ${rows} than mails`);
  }
  must(counts.keyRows <= keyRowsAMinute * minutes, `${counts.keyRows} rows of keys`);
  must(counts.taskRows <= taskRowsAMinute * minutes, `${counts.taskRows} rows of tasks`);
  if (!judged.times) return wrong;
  must(flooded.most - quiet.most <= slowerByMs, 'somebody else waits for a mail more than a second longer');
  must(keysLeft === 0, 'keys are left after their minute');
  return wrong;
}

function told({ asked, median, most, slowest }: Delays): string {
  return `median ${median} ms, nineteen of twenty within ${most} ms, slowest ${slowest} ms, of ${asked}`;
}
