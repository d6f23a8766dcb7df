import { tokens } from '../container/tokens.ts';
import { stopRequested } from '../run/signals.ts';
import { StartError } from '../run/start-error.ts';
import { systemContext } from '../run/system-context.ts';
import type { Command } from './command.ts';
import { printJson } from './table.ts';
import { type OutcomeLine, refusalText } from './transfer/outcome-line.ts';
import { Progress } from './transfer/progress.ts';
import { readCsv } from './transfer/read-csv.ts';
import { readNdjson } from './transfer/read-ndjson.ts';
import { count, type ImportTotals, noTotals, runImport } from './transfer/run-import.ts';
import { formatOf, openSource } from './transfer/source.ts';
import { openText } from './transfer/text-file.ts';
import { withService } from './with-service.ts';

/** Refusals that are shown as they come; all of them are in the results. */
const shownRefusals = 20;

/** `users import` */
export const importUsers: Command = {
  name: 'import',
  summary: 'Bring users in from NDJSON or CSV, of any number; may be started again.',
  usage: [
    'import <file|-> [--format ndjson|csv] [--dry-run] [--results <file|->] [--json]',
    '',
    '  --format <name>      what the file is; told by its name unless said; standard input (-) is NDJSON',
    '  --dry-run            look whether each row could be stored; write nothing, mail nothing',
    '  --results <file|->   a line of JSON for each record: line, email, id, result, and code and field of a refusal',
    '  --json               the totals as JSON',
    '',
    'A row needs email and full_name. With a password_hash of our own kind its user can log in; without one an invitation',
    'is mailed. An address that is there already is left as it is, so an import that was stopped is started again as it was.',
    'Ends with exit code 1 when rows were refused. The fields and an example: docs/import.md.',
    '',
    'Example: users import people.csv --dry-run --results refused.ndjson',
  ].join('\n'),
  argument: 'file, or - for standard input',
  options: {
    format: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    results: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  async run({ config, options, argument: path }) {
    const format = formatOf(options.format, path);
    const source = await openSource(path);
    const records = format === 'csv' ? readCsv(source.chunks) : readNdjson(source.chunks);
    const results = typeof options.results === 'string' ? openText(options.results, { whole: false }) : null;
    const told = new Told(options['dry-run'] === true);
    await withService(config(), 'import', async ({ container }) => {
      const useCase = container.resolve(tokens.useCases).importUsers;
      const options = { dryRun: told.dryRun, context: () => systemContext('cli') };
      try {
        for await (const lines of runImport(useCase, until(records, told), options)) {
          await results?.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
          told.add(lines, source.share());
        }
      } finally {
        told.end();
        await results?.finish();
      }
    });
    if (options.json) printJson(told.summary());
    else console.log(told.words());
    told.assertAll();
  },
};

/** Ends the records at the first signal: what is being written is finished, and told. */
async function* until<Item>(items: AsyncIterable<Item>, told: Told): AsyncGenerator<Item, void> {
  void stopRequested().then(() => {
    told.stopped = true;
  });
  for await (const item of items) {
    if (told.stopped) return;
    yield item;
  }
}

/** What is said of an import, to standard error while it runs and at its end. */
class Told {
  readonly dryRun: boolean;
  stopped = false;
  readonly #totals: ImportTotals = noTotals();
  readonly #progress = new Progress(process.stderr);
  #shown = 0;
  #seconds = 0;

  constructor(dryRun: boolean) {
    this.dryRun = dryRun;
  }

  add(lines: readonly OutcomeLine[], share: number | null): void {
    count(this.#totals, lines);
    for (const line of lines) if (line.detail !== undefined) this.#show(line);
    this.#progress.update({ rows: this.#totals.rows, share, detail: resultsIn(this.#totals) });
  }

  end(): void {
    this.#seconds = this.#progress.seconds;
    this.#progress.clear();
  }

  summary() {
    const { rows, ...results } = this.#totals;
    const seconds = Number(this.#seconds.toFixed(3));
    return { dry_run: this.dryRun, complete: !this.stopped, rows, ...results, seconds, rows_per_second: this.#rate };
  }

  words(): string {
    const { rows, invited } = this.#totals;
    const mails =
      invited === 0 ? '' : ` Invitations ${this.dryRun ? 'that would be mailed' : 'to be mailed'}: ${invited}.`;
    const speed = `${this.#seconds.toFixed(1)} s, ${this.#rate} rows/s`;
    return `${rows} rows in ${speed}: ${resultsIn(this.#totals) || 'none'}.${mails}`;
  }

  /** @throws StartError when there is more to do than nothing */
  assertAll(): void {
    const { rows, conflict, invalid } = this.#totals;
    const refused = conflict + invalid;
    if (this.stopped) throw new StartError('Stopped. Start it again as it was to import the rest.');
    if (refused > 0) throw new StartError(`${refused} of ${rows} rows were refused; --results names each.`);
  }

  get #rate(): number {
    return Math.round(this.#totals.rows / Math.max(this.#seconds, 0.001));
  }

  #show(line: OutcomeLine): void {
    this.#shown += 1;
    if (this.#shown > shownRefusals) return;
    this.#progress.clear();
    console.error(refusalText(line));
    if (this.#shown === shownRefusals) console.error('Further refusals are not shown here.');
  }
}

function resultsIn({ rows: _, invited: __, ...results }: ImportTotals): string {
  const named = { ...results, 'would be created': results.would_create, would_create: 0 };
  return Object.entries(named)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');
}
