import { join } from 'node:path';
import { installOutside, outsideFolder } from '../support/outside.ts';
import { findPython, pythonEnvironment } from '../support/services/python.ts';

const requirements = ['../../../examples/faststream-consumer/requirements.txt', 'python/requirements.txt'];

/** Once before all files of this tier: what they share is installed. */
export default async function setUp(): Promise<void> {
  await installOutside();
  const python = await findPython();
  if (python === undefined) return;
  for (const file of requirements) await pythonEnvironment(python, join(outsideFolder, file));
}
