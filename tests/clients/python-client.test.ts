import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFlowScene, type FlowScene } from '../support/flow-scene.ts';
import { outsideFolder } from '../support/outside.ts';
import { run } from '../support/services/command.ts';
import { findPython, pythonEnvironment } from '../support/services/python.ts';
import { describeWithPython } from '../support/services/require-python.ts';
import { describeWith } from '../support/services/require.ts';

const folder = join(outsideFolder, 'python');
const work = join(folder, 'work');

describeWithPython(await findPython(), 'a client by openapi-python-client', (systemPython) => {
  describeWith(['postgres', 'redis'], 'on a running service', (services) => {
    let scene: FlowScene;
    let python: string;

    beforeAll(async () => {
      [scene, python] = await Promise.all([
        createFlowScene(services),
        pythonEnvironment(systemPython, join(folder, 'requirements.txt')),
      ]);
      await rm(work, { recursive: true, force: true });
      await mkdir(work);
      const document = await fetch(`${scene.url}/openapi.json`);
      await writeFile(join(work, 'openapi.json'), await document.text());
    });

    afterAll(() => scene?.close());

    it('is generated without a warning', async () => {
      const args = ['--path', 'openapi.json', '--output-path', 'users_client', '--meta', 'none', '--fail-on-warning'];
      // It has ruff, beside it, tidy up what it writes.
      const PATH = `${dirname(python)}${delimiter}${process.env.PATH}`;
      const { code, output } = await run(join(dirname(python), 'openapi-python-client'), ['generate', ...args], {
        ...{ cwd: work, env: { PATH }, timeoutMs: 100_000 },
      });
      expect(output.trim()).toBe('Generating users_client');
      expect(code).toBe(0);
    });

    it('goes the whole way', async () => {
      const variables = scene.variables('openapi-python-client');
      const env = { ...variables, PYTHONPATH: work, PYTHONDONTWRITEBYTECODE: '1' };
      const { code, output } = await run(python, ['-W', 'error::DeprecationWarning', join(folder, 'flow.py')], {
        ...{ env, timeoutMs: 100_000 },
      });
      expect(output).toBe('');
      expect(code).toBe(0);
      expect(await scene.namesOf(variables.NEWCOMER_EMAIL)).toEqual([variables.NEW_NAME]);
    });
  });
});
