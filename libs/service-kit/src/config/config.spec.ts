import { describe, expect, it } from 'vitest';
import { ConfigError, databaseUrl, loadConfig, portOf } from './config.js';

describe('loadConfig', () => {
  it('needs nothing', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({ ENVIRONMENT: 'production', QUEUE_BACKEND: 'postgres', ADMIN_USERNAMES: [] });
    expect(portOf(config, 'PREDICTION_SERVICE')).toBe(4004);
  });

  it('reads an empty line as not set', () => {
    const config = loadConfig({ TELEGRAM_TOKEN: '', PORT: '', REDIS_MODE: '', ADMIN_USER_IDS: '' });
    expect(config.TELEGRAM_TOKEN).toBeUndefined();
    expect(config).toMatchObject({ PORT: undefined, REDIS_MODE: 'client', ADMIN_USER_IDS: [] });
  });

  it('understands lists with commas, blanks and @', () => {
    const config = loadConfig({ ADMIN_USERNAMES: '@Ann, bob_smith', ADMIN_USER_IDS: '12,-34' });
    expect(config.ADMIN_USERNAMES).toEqual(['ann', 'bob_smith']);
    expect(config.ADMIN_USER_IDS).toEqual(['12', '-34']);
  });

  it.each([
    ['PORT', 'eighty'],
    ['TZ', 'Mars/Base'],
    ['PORT', '70000'],
    ['TELEGRAM_TOKEN', 'secret'],
    ['ADMIN_USER_IDS', '@ann'],
    ['REDIS_MODE', 'sentinel'],
    ['DATA_SERVICE_URL', 'localhost:4002'],
    ['SERVICE_TOKEN', 'short'],
    ['LLM_BASE_URL', 'http://user:password@localhost/v1'],
    ['LLM_API_KEY', 'two words'],
  ])('names %s when it is %j', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => loadConfig({ [name]: value })).toThrow(new RegExp(`${name}: `, 'u'));
  });

  it.each([
    ['PORT', 'eighty', 'PORT: must be a number.'],
    ['PORT', '70000', 'PORT: must be at most 65,535.'],
    ['SERVICE_TOKEN', 'short', 'SERVICE_TOKEN: must have at least 16 characters.'],
    ['REDIS_MODE', 'sentinel', 'REDIS_MODE: must be one of client, cluster.'],
    ['TZ', 'Mars/Base', 'TZ: must be a time zone such as UTC or Europe/Berlin.'],
  ])('says in plain words what is wrong with %s=%s', (name, value, sentence) => {
    expect(() => loadConfig({ [name]: value })).toThrow(sentence);
  });

  it('asks for what a webhook needs', () => {
    const webhook = { TELEGRAM_MODE: 'webhook', TELEGRAM_TOKEN: '1:a' };
    expect(() => loadConfig(webhook)).toThrow(/TELEGRAM_WEBHOOK_URL/u);
    expect(() => loadConfig({ ...webhook, TELEGRAM_WEBHOOK_URL: 'https://bot.example' })).toThrow(
      /TELEGRAM_WEBHOOK_SECRET/u,
    );
  });

  it('leaves the reader time to answer when a language model takes all of its own', () => {
    const model = { LLM_BASE_URL: 'http://localhost:11434/v1', LLM_TIMEOUT_MS: '60000' };
    expect(() => loadConfig(model)).toThrow(/LLM_TIMEOUT_MS: must be shorter than QUESTION_DEADLINE_MS/u);
    expect(loadConfig({ ...model, QUESTION_DEADLINE_MS: '90000' })).toMatchObject({ LLM_MODEL: 'default' });
  });

  it('repeats no password and no key of a language model', () => {
    const wrong = { LLM_BASE_URL: 'http://user:hunter2@localhost/v1', LLM_API_KEY: 'sk hunter2' };
    expect(() => loadConfig(wrong)).toThrow(/^(?!.*hunter2)/su);
  });

  it('escapes the password in the connection string', () => {
    expect(databaseUrl(loadConfig({ POSTGRESQL_PASSWORD: 'p@ss/word', POSTGRESQL_PORT: '5433' }))).toBe(
      'postgresql://postgres:p%40ss%2Fword@localhost:5433/personal_assistant',
    );
  });
});
