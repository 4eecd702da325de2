import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { APP_NAMES, configSchema, DEFAULT_PORTS } from '@personal-assistant/service-kit/config';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface ComposeService {
  image: string;
  restart?: string;
  environment?: Record<string, string | number>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
}
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};
const ours = Object.values(compose.services).filter(({ environment }) => environment?.APP_NAME !== undefined);

describe('deployment/Dockerfile', () => {
  const dockerfile = read('deployment/Dockerfile');

  it('is without errors or warnings', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  it('copies only what is there', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(\S+) /gm)].map(([, source]) => source ?? '');
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(existsSync(join(ROOT, source)), source).toBe(true);
  });

  it('does not run as root', () => {
    expect(dockerfile.match(/^USER \S+/gm)?.at(-1)).toBe('USER node');
  });
});

describe('docker-compose.yml', () => {
  it('runs each of the five services once, on its own port', () => {
    const roles = ours.map(({ environment }) => [environment?.APP_NAME, environment?.PORT]);
    expect(roles.sort()).toEqual(APP_NAMES.map((name) => [name, DEFAULT_PORTS[name]]).sort());
  });

  it('sets only variables of the configuration, with values that it accepts', () => {
    for (const { environment } of ours) {
      expect(Object.keys(configSchema.shape)).toEqual(expect.arrayContaining(Object.keys(environment ?? {})));
      const secret = (value: string | number) => String(value).replace(/^\$\{.*\}$/, 'a-secret-of-the-test');
      const values = Object.fromEntries(
        Object.entries(environment ?? {}).map(([name, value]) => [name, secret(value)]),
      );
      expect(configSchema.safeParse(values).error).toBeUndefined();
    }
  });

  it('finds each service under its name in the network', () => {
    const urls = Object.entries(ours[0]?.environment ?? {}).filter(([name]) => name.endsWith('_URL'));
    expect(urls).toHaveLength(APP_NAMES.length);
    for (const [, url] of urls) {
      const { hostname, port } = new URL(String(url));
      expect(String(compose.services[hostname]?.environment?.PORT)).toBe(port);
    }
  });

  it('restarts everything, knows when it is healthy, and starts in order', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service.restart, name).toBe('unless-stopped');
      expect(service.healthcheck?.test.length, name).toBeGreaterThan(1);
      for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(compose.services[needed], needed).toBeDefined();
        expect(condition).toBe('service_healthy');
      }
    }
  });

  it('keeps the database, the queue and the models in volumes', () => {
    const used = Object.values(compose.services).flatMap(({ volumes }) => (volumes ?? []).map((v) => v.split(':')[0]));
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.volumes).sort());
  });
});
