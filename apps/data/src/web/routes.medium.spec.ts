import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS_RULE } from '@personal-assistant/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_TOKEN, Harness, SERVICE_TOKEN, uuid } from '../testing/harness.js';

interface Route {
  method: string;
  path: string;
  rule: unknown;
}

/** Every route of every controller, as Nest registers them. */
function routesOf(service: Harness): Route[] {
  const discovery = new DiscoveryService(service.app.get(ModulesContainer));
  return discovery.getControllers().flatMap(({ instance, metatype }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    const type = metatype as Type;
    return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
      if (!handler || method === undefined) return [];
      const rule: unknown = Reflect.getMetadata(ACCESS_RULE, handler) ?? Reflect.getMetadata(ACCESS_RULE, type);
      const base = String(Reflect.getMetadata(PATH_METADATA, type));
      return [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat().map((path) => ({
        method: RequestMethod[method],
        path: `/${base}/${path}`.replaceAll(/\/+/gu, '/').replace(/(?<=.)\/$/u, ''),
        rule,
      }));
    });
  });
}

describe('every route', () => {
  let service: Harness;
  let member: string;
  beforeAll(async () => {
    service = await Harness.start();
    member = await service.signInAsMember('Mia');
  });
  afterAll(() => service.close());

  it('has an access rule, and those under /internal the service token', () => {
    const routes = routesOf(service);
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter(({ rule }) => rule === undefined)).toEqual([]);
    const internal = routes.filter(({ path }) => path.startsWith('/internal'));
    expect(internal.length).toBeGreaterThan(10);
    expect(internal.filter(({ rule }) => rule !== 'service')).toEqual([]);
    const open = routes.filter(({ rule }) => rule === 'public').map(({ path }) => path);
    expect(open.sort()).toEqual(['/api/session', '/health', '/health/live', '/health/ready', '/metrics']);
  });

  it('refuses who may not call it, before it looks at the request', async () => {
    for (const { method, path, rule } of routesOf(service)) {
      if (rule === 'public') continue;
      const call = async (init: { token?: string; headers?: Record<string, string> }) =>
        (await service.fetch(path.replace(':room', 'members').replace(':id', uuid()), { method, ...init })).status;
      expect([method, path, await call({})]).toEqual([method, path, 401]);
      expect([method, path, await call({ token: 'wrong-token-wrong-token' })]).toEqual([method, path, 401]);
      if (rule === 'service') expect([path, await call({ token: API_TOKEN })]).toEqual([path, 401]);
      else expect([path, await call({ token: SERVICE_TOKEN })]).toEqual([path, 401]);
      if (rule === 'approver') expect([path, await call({ headers: { cookie: member } })]).toEqual([path, 403]);
    }
  });

  it('is in the OpenAPI document with its schemas when it is public API', async () => {
    const response = await service.fetch('/api/docs-json');
    const { paths } = (await response.json()) as {
      paths: Record<
        string,
        Record<string, { responses: Record<string, { content?: unknown }>; requestBody?: unknown }>
      >;
    };
    const documented = Object.keys(paths);
    const expected = routesOf(service)
      .filter(({ path }) => path.startsWith('/api/'))
      .map(({ path }) => path.replaceAll(/:(\w+)/gu, '{$1}'));
    expect(documented).toEqual(expect.arrayContaining(expected));
    expect(documented.filter((path) => path.startsWith('/internal'))).toEqual([]);
    expect(paths['/api/questions']?.post?.requestBody).toBeDefined();
    expect(paths['/api/questions']?.post?.responses['202']?.content).toBeDefined();
  });
});
