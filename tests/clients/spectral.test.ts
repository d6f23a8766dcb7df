import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpFixture } from '../support/http-fixture.ts';
import { runOutside } from '../support/outside.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/services/temporary-folder.ts';

const spectral = 'node_modules/@stoplight/spectral-cli/dist/index.js';

describe('the API document, read by Spectral', () => {
  let folder: TemporaryFolder;

  beforeAll(async () => {
    folder = await temporaryFolder('spectral');
  });
  afterAll(() => folder?.remove());

  const lint = async (document: object) => {
    const file = join(folder.path, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    return runOutside([spectral, 'lint', '--ruleset', 'spectral.yaml', '--fail-severity', 'hint', file]);
  };

  it('gives no reason to complain', async () => {
    const { app } = await httpFixture();
    const document = Object(await (await app.request('/openapi.json')).json());
    const { code, output } = await lint(document);
    expect(output).toContain('No results with a severity of');
    expect(code).toBe(0);

    // It would have said so.
    const { contact, ...info } = document.info;
    expect(await lint({ ...document, info })).toMatchObject({ code: 1, output: expect.stringContaining('contact') });
  });
});
