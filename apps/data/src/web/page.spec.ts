import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from './page.js';

@Controller('api')
class ApiController {
  @Get('thing')
  thing() {
    return { ok: true };
  }
}
@Module({ controllers: [ApiController] })
class PageModule {}

describe('the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  let app: NestExpressApplication;
  let address: string;
  beforeAll(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<title>the page</title>');
    writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'export {};');
    app = await NestFactory.create<NestExpressApplication>(PageModule, { logger: false });
    servePage(app, folder);
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  const open = (path: string, accept = 'text/html') => fetch(`${address}${path}`, { headers: { accept } });

  it.each(['/', '/approvers', '/models/3'])('is what a browser gets at %s, never kept', async (path) => {
    const response = await open(path);
    expect(await response.text()).toBe('<title>the page</title>');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('lets nobody frame it or run foreign scripts in it', async () => {
    const { headers } = await open('/');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).not.toContain('script-src');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('keeps hashed files for a year', async () => {
    const { headers } = await open('/assets/app-1a2b.js', '*/*');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('leaves the API, and what is no page, alone', async () => {
    expect(await (await open('/api/thing')).json()).toEqual({ ok: true });
    expect((await open('/api/unknown')).status).toBe(404);
    expect((await open('/missing.json', 'application/json')).status).toBe(404);
  });
});
