import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { lastLines, run } from './command.ts';
import { freePort } from './free-port.ts';
import { afterDeath } from './guard.ts';
import type { Container, RunningService, ServiceName } from './service.ts';

const composeFile = fileURLToPath(new URL('../../../compose.yaml', import.meta.url));
// Time to pull an image over a slow line, and then to become healthy.
const upWithinSeconds = 300;

let engine: Promise<boolean> | undefined;

/** Whether a Docker engine answers and its client has the compose plugin; asked once. */
export function dockerWorks(): Promise<boolean> {
  engine ??= (async () => {
    const answers = await Promise.all([
      run('docker', ['info'], { timeoutMs: 10_000 }),
      run('docker', ['compose', 'version'], { timeoutMs: 10_000 }),
    ]);
    return answers.every((answer) => answer.code === 0);
  })();
  return engine;
}

/**
 * Starts one service of `compose.yaml` on a free port, as a project of its own, so that a developer's containers and
 * volumes stay untouched; `stop` removes the container with its data.
 *
 * @throws Error with the end of compose's output when it does not become healthy
 */
export async function startInDocker(name: ServiceName, container: Container): Promise<RunningService> {
  const project = `users-test-${name}-${randomBytes(4).toString('hex')}`;
  const port = await freePort();
  const env = { ...container.environment, [container.portVariable]: String(port) };
  const compose = ['compose', '--file', composeFile, '--project-name', project];
  const down = [...compose, 'down', '--volumes', '--timeout', '1'];
  const callOff = afterDeath('docker "$@"', ...down);
  const stop = async (): Promise<void> => {
    await run('docker', down, { env, timeoutMs: 60_000 });
    callOff();
  };

  const wait = ['--wait', '--wait-timeout', String(upWithinSeconds)];
  const up = await run('docker', [...compose, 'up', '--detach', ...wait, name], { env });
  if (up.code !== 0) {
    await stop();
    throw new Error(`docker compose up ${name} failed:\n${lastLines(up.output, 6)}`);
  }
  return { url: container.address(port), origin: 'Docker', stop };
}
