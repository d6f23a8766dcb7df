import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/dockerfile.ts';
import { outsideFolder } from '../support/outside.ts';
import { run } from '../support/services/command.ts';
import { findPython, pythonEnvironment } from '../support/services/python.ts';
import { describeWithPython } from '../support/services/require-python.ts';

describeWithPython(await findPython(), 'the Dockerfile, read by hadolint', (systemPython) => {
  it('gives no reason to complain', async () => {
    const python = await pythonEnvironment(systemPython, join(outsideFolder, 'python/requirements.txt'));
    const { code, output } = await run(join(dirname(python), 'hadolint'), ['Dockerfile'], { cwd: root });
    expect(output).toBe('');
    expect(code).toBe(0);
  });
});
