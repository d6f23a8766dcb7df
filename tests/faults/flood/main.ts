import { parseArgs } from 'node:util';
import { startAll } from '../../support/services/start-all.ts';
import { flood } from './flood.ts';
import { complaints, lines } from './verdict.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '75' } } });
const seconds = Number(values.seconds);
if (!Number.isInteger(seconds) || seconds < 1) {
  console.error(
    'pnpm test:flood [--seconds 75]: what one caller without an account can do. Ends with 1 when it is too much.',
  );
  process.exit(2);
}

const services = await startAll(['postgres'], (line) => console.log(line));
const postgres = services.environment.TEST_DATABASE_URL;
try {
  if (postgres === undefined) throw new Error('without PostgreSQL there is nothing to flood');
  const result = await flood({
    postgres,
    seconds,
    quietSeconds: 15,
    restSeconds: 90,
    print: (line) => console.log(line),
  });
  const wrong = complaints(result, { times: true });
  console.log(['', ...lines(result), '', ...wrong.map((each) => `WRONG: ${each}`)].join('\n'));
  console.log(wrong.length === 0 ? 'everything is as it must be' : `${wrong.length} wrong`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await services.stop();
}
