import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { httpFixture } from './http-fixture.ts';

/** Writes the API document to the file that is named: `node print-openapi.ts <file>`. */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Usage: node print-openapi.ts <file>');
const { app } = await httpFixture();
await mkdir(dirname(file), { recursive: true });
await writeFile(file, JSON.stringify(await (await app.request('/openapi.json')).json(), null, 2));
