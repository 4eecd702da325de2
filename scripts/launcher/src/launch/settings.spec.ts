import { describe, expect, it } from 'vitest';
import { servicesHere } from '../services/definitions.js';
import { resolveSettings } from './settings.js';

const SECRETS = {
  POSTGRESQL_PASSWORD: 'password-of-the-test',
  SERVICE_TOKEN: 'service-token-of-the-test',
  SIGN_IN_TOKEN: 'sign-in-token-of-the-test',
};

function settings(given: Record<string, string>) {
  return resolveSettings({ DATA_DIR: '/data', ...given }, SECRETS);
}

describe('resolveSettings', () => {
  it('fills in the secrets', () => {
    const { config, embedded } = settings({});
    expect(config).toMatchObject({ ...SECRETS, POSTGRESQL_HOST: '127.0.0.1' });
    expect(embedded).toBe(true);
  });

  it('leaves alone what the person set', () => {
    const given = { API_TOKEN: 'token-of-the-person', SIGN_IN_TOKEN: 'another-token-of-the-person' };
    expect(settings(given).config).toMatchObject(given);
  });

  it('uses a PostgreSQL that the person names, with their password', () => {
    const { config, embedded } = settings({ POSTGRESQL_HOST: 'db.example', POSTGRESQL_PASSWORD: 'theirs' });
    expect(embedded).toBe(false);
    expect(config).toMatchObject({ POSTGRESQL_HOST: 'db.example', POSTGRESQL_PASSWORD: 'theirs' });
  });

  it('takes PORT as the port of the page', () => {
    const { config, env } = settings({ PORT: '8080' });
    expect(config.DATA_SERVICE_URL).toBe('http://localhost:8080');
    expect(env.PORT).toBeUndefined();
  });

  it('says which variable is wrong', () => {
    expect(() => settings({ POSTGRESQL_PORT: 'many' })).toThrow(/POSTGRESQL_PORT/);
    expect(() => settings({ PORT: 'eighty' })).toThrow(/ PORT: /);
  });
});

describe('servicesHere', () => {
  it('starts the five services on the ports of their addresses', () => {
    expect(servicesHere(settings({}).config).map(({ name, port }) => [name, port])).toEqual([
      ['data', 4002],
      ['data-consumer', 4003],
      ['telegram-bot', 4001],
      ['prediction', 4004],
      ['train', 4005],
    ]);
  });

  it('leaves out one that runs on another machine', () => {
    const { config } = settings({ TRAIN_SERVICE_URL: 'http://gpu.example:4005' });
    expect(servicesHere(config).map(({ name }) => name)).not.toContain('train');
  });

  it('refuses two services on one port', () => {
    const { config } = settings({ TRAIN_SERVICE_URL: 'http://localhost:4002' });
    expect(() => servicesHere(config)).toThrow(/DATA_SERVICE_URL and TRAIN_SERVICE_URL both name port 4002/);
  });
});
