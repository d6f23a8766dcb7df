import { freePort } from '../services/free-port.ts';
import { temporaryFolder } from '../services/temporary-folder.ts';
import { startService } from '../service-process.ts';

/** A service with everything on board, as `pnpm start` runs it. */
export interface World {
  readonly url: string;
  /** Its mails lie in the folder `mail` of it. */
  readonly dataDir: string;
}

/** The one that the API document has in its examples: they work as they stand. */
export const administrator = { email: 'ada@example.com', password: 'correct horse battery staple' } as const;

/** Starts it with an administrator. @param variables more of its configuration */
export async function startWorld(
  variables: Readonly<Record<string, string>> = {},
): Promise<World & { close(): Promise<void> }> {
  const folder = await temporaryFolder('world');
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const service = await startService('start', {
    ...{ PORT: port, PUBLIC_URL: url, DATA_DIR: folder.path },
    ...{ ADMIN_EMAIL: administrator.email, ADMIN_PASSWORD: administrator.password },
    ...variables,
  });
  const close = async (): Promise<void> => {
    await service.stop();
    await folder.remove();
  };
  return { url, dataDir: folder.path, close };
}
