import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commands } from '@users/service/cli/commands';
import { scrub } from '@users/service/cli/doctor/masked';
import { loadConfig } from '@users/service/config/config';
import { variables } from '@users/service/config/variables';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dockerContext, dockerStages, root } from '../support/dockerfile.ts';
import { catalogue } from '../support/services/catalogue.ts';

type Condition = { condition: string };
type ComposeService = {
  image: string;
  build?: string;
  profiles?: string[];
  command?: string[];
  read_only?: boolean;
  environment?: Record<string, string>;
  ports?: string[];
  depends_on?: Record<string, Condition>;
  healthcheck?: { test?: string[]; disable?: boolean };
};

const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
/** With every variable at its default. */
const compose = parse(text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'), { merge: true });
const services: Record<string, ComposeService> = compose.services;
const parts = ['postgres', 'redis', 'kafka', 'mailpit'];
const roles = ['serve', 'relay', 'worker'];
const oneShots = ['keys', 'migrate', 'admin'];

/** What the configuration finds missing in it. */
function problemOf(environment: NodeJS.ProcessEnv): string {
  try {
    return JSON.stringify(loadConfig(environment));
  } catch (error) {
    return String(error);
  }
}

describe('compose.yaml', () => {
  it('has the real parts, what prepares, and each role by itself', () => {
    expect(Object.keys(services).sort()).toEqual([...parts, ...roles, ...oneShots].sort());
    // `docker compose up` starts the parts alone: the tests, and a service beside them, need no image.
    const alone = Object.keys(services).filter((name) => services[name]?.profiles === undefined);
    expect(alone.sort()).toEqual([...parts].sort());
    for (const name of [...roles, 'migrate']) {
      expect(services[name]?.command).toEqual([name]);
      expect(commands.map((command) => command.name)).toContain(name);
    }
  });

  it('names an exact image of each part, and publishes on the loopback address alone', () => {
    for (const name of parts) expect(services[name]?.image).toMatch(/^[\w/]+:v?\d/);
    for (const { ports = [] } of Object.values(services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  // Whoever reads the figures of the queues learns which addresses are known.
  it('has the operations listener of each role where containers alone reach it, and publishes it nowhere', async () => {
    const image = (await dockerStages()).at(-1) ?? [];
    const set = image.find(({ name }) => name === 'ENV')?.text ?? '';
    expect(set).toContain('OPERATIONS_LISTEN=0.0.0.0:9464');
    expect(image.filter(({ name }) => name === 'EXPOSE').map(({ text: ports }) => ports)).toEqual(['8000']);
    for (const name of roles) {
      const { environment, ports = [] } = services[name] ?? {};
      expect(environment).toMatchObject({ OPERATIONS_LISTEN: '0.0.0.0:9464' });
      expect(environment?.OPERATIONS_HOSTS?.split(',')).toContain(name);
      expect(ports.filter((port) => port.includes('9464'))).toEqual([]);
    }
  });

  it('checks the health of all that keeps running', async () => {
    for (const name of [...parts, 'relay', 'worker']) expect(services[name]?.healthcheck?.test?.[0]).toBe('CMD');
    // The image brings its own.
    expect(services.serve?.healthcheck).toBeUndefined();
    expect((await dockerStages()).at(-1)?.map(({ name }) => name)).toContain('HEALTHCHECK');
  });

  it('waits for what is there: healthy if it runs on, done if it does not', () => {
    for (const { depends_on = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const done = oneShots.includes(name);
        expect(services).toHaveProperty(name);
        expect(condition).toBe(done ? 'service_completed_successfully' : 'service_healthy');
      }
    }
  });

  it.each([...roles, 'migrate'])('configures %s with variables that there are, and completely', (name) => {
    const environment = services[name]?.environment ?? {};
    const known = Object.entries(variables).flatMap(([variable, row]) =>
      'secret' in row && row.secret ? [variable, `${variable}_FILE`] : [variable],
    );
    expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
    const keys = join(mkdtempSync(join(tmpdir(), 'users-keys-')), 'secret-keys');
    writeFileSync(keys, 'k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
    const config = loadConfig({ ...environment, HOST: '0.0.0.0', SECRET_KEYS_FILE: keys });
    expect(config).toMatchObject({ embedded: false, http: { publicUrl: 'http://localhost:8000' } });
    const hosts = Object.values(environment).flatMap((value) => /([a-z]+):\d+(?:\/\w*)?$/.exec(value)?.slice(1) ?? []);
    expect(hosts.filter((host) => host !== 'localhost').sort()).toEqual([...parts].sort());
  });

  it('lets no container of ours write, and takes what it does not need', () => {
    for (const name of [...roles, ...oneShots]) {
      expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    }
  });

  // Side by side, builds of one image can end with "already exists" on the first `up` of a fresh machine.
  it('builds the image once, for all that run it', () => {
    const ours = Object.values(services).filter(({ image }) => image === 'users-service');
    expect(ours).toHaveLength(roles.length + oneShots.length);
    expect(ours.filter(({ build }) => build !== undefined)).toHaveLength(1);
  });

  it('makes the keys by a command that there is', () => {
    const script = services.keys?.command?.join('\n') ?? '';
    const typed = /service\/src\/main\.ts ([a-z ]+) > \/run\/users\/secret-keys/.exec(script)?.[1];
    expect(commands.map(({ name }) => name)).toContain(typed);
  });

  // `serve` makes none without a password, and says nothing of it.
  it('makes the administrator whose password it says to look for', () => {
    const [noun = '', verb = '', ...given] = services.admin?.command ?? [];
    const command = commands.find(({ name }) => name === `${noun} ${verb}`);
    const { values } = parseArgs({ args: given, options: command?.options ?? {} });
    expect(values).toMatchObject({ email: 'admin@example.com', 'only-if-none': true });
    expect(text).toContain('docker compose --profile service logs admin');
    for (const role of roles) expect(services[role]?.environment).not.toHaveProperty('ADMIN_EMAIL');
  });

  it('has passwords that `users doctor` can mask without masking its own words', () => {
    const { DATABASE_URL } = services.serve?.environment ?? {};
    const environment = { DATABASE_URL, PUBLIC_URL: 'http://localhost:8000' };
    for (const { summary, usage } of commands) {
      for (const words of [summary, usage]) expect(scrub(words, environment)).toBe(words);
    }
    expect(scrub(problemOf(environment), environment)).toContain('users key generate');
  });

  it('has the variables by which the tests start parts of it', () => {
    for (const { name, compose: wanted } of Object.values(catalogue)) {
      // A browser is a program, not a container.
      if (wanted === null) continue;
      expect(services).toHaveProperty(name);
      for (const variable of [wanted.portVariable, ...Object.keys(wanted.environment)]) {
        expect(text).toContain(`\${${variable}:-`);
      }
    }
  });
});

describe('the image', () => {
  it('copies what its context has, and every package of the workspace', async () => {
    const { allowed, ignored } = await dockerContext();
    expect(ignored).toEqual(['*', '**/node_modules']);
    const [install = []] = await dockerStages();
    const copied = install
      .filter(({ name }) => name === 'COPY')
      .flatMap(({ text: paths }) => paths.split(' ').slice(0, -1));
    expect(copied.sort()).toEqual([...allowed].sort());
    const workspace = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'));
    const needed = [...workspace.packages, ...Object.values<string>(workspace.patchedDependencies)];
    const folders = needed
      .map((path) => path.split('/')[0])
      .filter((folder) => !['tests', 'examples'].includes(folder));
    expect(copied).toEqual(expect.arrayContaining(folders));
  });

  // pnpm's store is the folder `store` of PNPM_HOME: mounted elsewhere, the cache stays empty and nobody notices.
  it('keeps what pnpm fetches in the cache that is mounted, not in the image', async () => {
    const [install = []] = await dockerStages();
    const text = (name: string) => install.find((instruction) => instruction.name === name)?.text ?? '';
    const home = /\bPNPM_HOME=(\S+)/.exec(text('ENV'))?.[1];
    expect(/^--mount=type=cache,id=pnpm,target=(\S+) /.exec(text('RUN'))?.[1]).toBe(`${home}/store`);
  });

  it('runs the Node that everything else runs on, and not as root', async () => {
    const workspace = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'));
    const stages = await dockerStages();
    for (const [from] of stages) expect(from?.text).toMatch(new RegExp(`^node:${workspace.catalog.node}-\\w+-slim\\b`));
    expect(stages.at(-1)?.find(({ name }) => name === 'USER')?.text).toBe('1000:1000');
  });
});

describe('the workflow', () => {
  it('runs what anybody runs', () => {
    const workflow = parse(readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8'));
    const steps: { run?: string }[] = workflow.jobs.check.steps;
    expect(steps.map(({ run }) => run)).toContain('.ci/run');
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });
});
