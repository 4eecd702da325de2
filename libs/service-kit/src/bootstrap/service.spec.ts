import type { AddressInfo } from 'node:net';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { CORRELATION_HEADER } from '@personal-assistant/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Access } from '../auth/access.js';
import { loadConfig } from '../config/config.js';
import { AppError } from '../errors/app-error.js';
import { HealthRegistry } from '../health/health.registry.js';
import { RemoteError, RemoteUnreachableError, ServiceClient } from '../http/service-client.js';
import { correlationId, withCorrelation } from '../logging/correlation.js';
import { createApp } from './run-service.js';

const SECRET = 'a-secret-of-the-services';
const bodySchema = z.object({ name: z.string().min(2) });

@Controller('things')
class ThingsController {
  @Access('service')
  @Post()
  create(@Body({ schema: bodySchema }) body: z.infer<typeof bodySchema>) {
    return { name: body.name, correlationId: correlationId() ?? null };
  }

  @Access('public')
  @Get('taken')
  taken() {
    throw new AppError('CONFLICT', 'That name is taken; choose another.');
  }

  @Access('public')
  @Get('broken')
  broken() {
    throw new Error('the password is hunter2');
  }

  @Get('forgotten')
  forgotten() {
    return { secret: true };
  }

  @Access('member')
  @Get('mine')
  mine() {
    return {};
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

describe('a service', () => {
  let app: NestExpressApplication;
  let baseUrl: string;

  beforeAll(async () => {
    const config = loadConfig({ SERVICE_TOKEN: SECRET });
    app = await createApp({ appName: 'DATA_SERVICE', module: () => ThingsModule }, config);
    await app.listen(0, '127.0.0.1');
    baseUrl = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(() => app.close());

  const thingSchema = z.object({ name: z.string(), correlationId: z.string().nullable() });
  const client = (token = SECRET) => new ServiceClient({ baseUrl, token });

  it('takes a valid body from another service and carries the correlation id', async () => {
    const thing = await withCorrelation('corr-1', () => client().post('/things', { name: 'pool' }, thingSchema));
    expect(thing).toEqual({ name: 'pool', correlationId: 'corr-1' });
  });

  it.each([
    [{ name: 'x' }, '«name» must have at least 2 characters.'],
    [{}, '«name» is missing.'],
    [{ name: 7 }, '«name» must be text.'],
    [[], 'The request must be an object.'],
  ])('says in plain words what is wrong in %j', async (body, message) => {
    await expect(client().post('/things', body, thingSchema)).rejects.toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
      message,
    });
  });

  it('says in words that a body is not JSON', async () => {
    const response = await fetch(`${baseUrl}/things`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}` },
      body: '{"name": ',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('valid JSON') as string,
    });
  });

  it('refuses a wrong service token', async () => {
    await expect(
      client('another-secret-altogether').post('/things', { name: 'pool' }, thingSchema),
    ).rejects.toMatchObject({
      status: 401,
    });
  });

  it.each([
    ['/things/forgotten', 403, 'a route without an access rule'],
    ['/things/mine', 403, 'a sign-in route where there is no sign-in'],
    ['/nowhere', 404, 'an unknown address'],
  ])('refuses %s with %d: %s', async (path, status) => {
    const response = await fetch(`${baseUrl}${path}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('message');
  });

  it('answers a broken rule with its code and sentence', async () => {
    await expect(client().get('/things/taken', thingSchema)).rejects.toThrow(
      new RemoteError(409, 'CONFLICT', 'That name is taken; choose another.'),
    );
  });

  it('shows an errorId and never the text of an unexpected error', async () => {
    const response = await fetch(`${baseUrl}/things/broken`);
    const body = (await response.json()) as { errorId: string; message: string };
    expect(response.status).toBe(500);
    expect(body.message).toContain(body.errorId);
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it('is ready only when every dependency is', async () => {
    const registry = app.get(HealthRegistry);
    registry.register('disk', () => Promise.resolve());
    expect((await fetch(`${baseUrl}/health/ready`)).status).toBe(200);
    registry.register('disk', () => Promise.reject(new Error('disk is full')));
    const response = await fetch(`${baseUrl}/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ dependencies: { disk: { ok: false, error: 'disk is full' } } });
    expect((await fetch(`${baseUrl}/health/live`)).status).toBe(200);
  });

  it('stays ready without what it can do without, and tells of it', async () => {
    const registry = app.get(HealthRegistry);
    registry.register('disk', () => Promise.resolve());
    registry.register('weather', () => Promise.reject(new Error('no forecast')), { optional: true });
    const response = await fetch(`${baseUrl}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ dependencies: { weather: { ok: false, error: 'no forecast' } } });
  });

  it('exposes metrics with the latency of its routes', async () => {
    await fetch(`${baseUrl}/things/taken`);
    const text = await (await fetch(`${baseUrl}/metrics`)).text();
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/things/taken",status="409"}');
    expect(text).not.toContain(CORRELATION_HEADER);
  });

  it('tells an unreachable service from one that refuses', async () => {
    const nobody = new ServiceClient({ baseUrl: 'http://127.0.0.1:1', token: SECRET });
    await expect(nobody.get('/things', thingSchema)).rejects.toBeInstanceOf(RemoteUnreachableError);
  });
});
