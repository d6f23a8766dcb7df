import { PostgresEventLog } from '@users/postgres';

// The mistake: a full page loses its last event, and the next page begins behind it.
const read = PostgresEventLog.prototype.read;
PostgresEventLog.prototype.read = async function (query) {
  const page = await read.call(this, query);
  return page.events.length < query.limit ? page : { ...page, events: page.events.slice(0, -1) };
};
