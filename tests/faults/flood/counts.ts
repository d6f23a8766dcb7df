import type pg from 'pg';
import type { ReceivedMail } from '../../support/smtp-sink.ts';

/** What a flood left behind for the accounts that it was about. */
export interface Counts {
  /** By what they are, to each address. */
  readonly mails: Readonly<Record<string, number>>;
  readonly mailsInAll: number;
  readonly events: number;
  readonly auditEntries: number;
  readonly tokens: number;
  /** Rows that were written for requests, whether they are still there or not; mails and what others asked for left out. */
  readonly keyRows: number;
  readonly taskRows: number;
}

interface Victims {
  readonly owner: string;
  readonly pending: string;
}

/**
 * Notes each row of a key or a task that is written, whether it is there for long or not. A key is written again when its
 * minute is over and nobody has swept it yet, and when it is marked as repeated; a task when it is leased, which is left out.
 */
export async function noteWrittenRows(database: pg.Client): Promise<void> {
  await database.query(`
    create table written_rows (place text not null);
    create function note_row() returns trigger language plpgsql as
      $$ begin insert into written_rows values (tg_table_name); return null; end $$;
    create trigger noted after insert or update on request_keys for each row execute function note_row();
    create trigger noted after insert on tasks for each row execute function note_row()`);
}

/** All that is stored of these accounts, beside what the owner did. */
export async function count(database: pg.Client, victims: Victims) {
  const one = async (text: string, values: unknown[] = []) => Number((await database.query(text, values)).rows[0].n);
  const ids = [Object.values(victims)];
  const who = '(select id from users where email = any($1))';
  const linkEvents = `type in ('user.password_reset.requested', 'user.verification_token.created')`;
  const state = {
    events:
      (await one(`select count(*) as n from outbox where subject in ${who} and ${linkEvents}`, ids)) +
      (await one(`select count(*) as n from events where subject in ${who} and ${linkEvents}`, ids)),
    auditEntries: await one(
      `select count(*) as n from audit_log where subject in ${who} and action in
        ('account.register', 'account.resend_verification', 'account.request_password_reset')`,
      ids,
    ),
    tokens: await one(`select count(*) as n from one_time_tokens where user_id in ${who}`, ids),
    keyRows: await one(`select count(*) as n from written_rows where place = 'request_keys'`),
    taskRows: await one(`select count(*) as n from written_rows where place = 'tasks'`),
  };
  return {
    ...state,
    /** What came since then; each of so many others asked once, and got one mail. */
    since(before: typeof state, seen: { mails: readonly ReceivedMail[]; bystanders: number }): Counts {
      const about = Object.values(victims);
      const mine = seen.mails.filter(({ envelope }) => envelope.to.some((address) => about.includes(address)));
      const mails: Record<string, number> = {};
      for (const { envelope, subject } of mine) {
        const name = `${envelope.to[0]}: ${subject}`;
        mails[name] = (mails[name] ?? 0) + 1;
      }
      return {
        mails,
        mailsInAll: mine.length,
        events: state.events - before.events,
        auditEntries: state.auditEntries - before.auditEntries,
        tokens: state.tokens - before.tokens,
        keyRows: state.keyRows - before.keyRows - seen.bystanders,
        taskRows: state.taskRows - before.taskRows - 2 * seen.bystanders - mine.length,
      };
    },
  };
}

export async function keysLeft(database: pg.Client): Promise<number> {
  return Number((await database.query('select count(*) as n from request_keys')).rows[0].n);
}
