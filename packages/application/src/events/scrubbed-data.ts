import type { EventData } from '@users/events';

/** What takes the place of personal data. The results still fit the schemas; `und` is BCP 47 for an unknown language. */
const blanks = { email: '', full_name: '', locale: 'und', token: '' } as const;

/** The data of an event without anything about the person; ids, states and times stay, so that nobody sees a gap. */
export function scrubbedData<Data extends EventData>(data: Data): Data {
  const kept = Object.entries(data).map(([name, value]) => [name, isPersonal(name) ? blanks[name] : value]);
  return Object.fromEntries(kept);
}

function isPersonal(name: string): name is keyof typeof blanks {
  return Object.hasOwn(blanks, name);
}
