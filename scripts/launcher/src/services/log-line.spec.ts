import { describe, expect, it } from 'vitest';
import { parseLogLine } from './log-line.js';

describe('parseLogLine', () => {
  it.each([
    [{ level: 30, msg: 'listening' }, 'info', 'listening'],
    [{ level: 40, context: 'outbox', msg: 'slow' }, 'warn', 'outbox: slow'],
    [{ level: 60, msg: 'gone', err: { message: 'ECONNREFUSED' } }, 'error', 'gone (ECONNREFUSED)'],
    [{ level: 'WARNING', message: 'low memory' }, 'warn', 'low memory'],
    [{ level: 'critical', event: 'killed' }, 'error', 'killed'],
    [{ level: 20, msg: 'detail' }, 'debug', 'detail'],
  ])('reads %j', (entry, level, text) => {
    expect(parseLogLine(JSON.stringify(entry))).toEqual({ level, text });
  });

  it.each(['plain words', '{ not json', ''])('takes %j as it is', (line) => {
    expect(parseLogLine(line)).toEqual({ level: 'info', text: line });
  });
});
