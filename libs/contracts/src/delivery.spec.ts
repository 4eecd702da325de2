import { describe, expect, it } from 'vitest';
import { type ButtonAction, buttonActionSchema, decodeButton, encodeButton } from './delivery.js';

describe('button data', () => {
  const VALUES: Record<string, unknown> = {
    value: 'DOWN',
    questionId: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
    userId: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
  };
  const actions = buttonActionSchema.options.map(({ shape }): ButtonAction => {
    const ids = Object.keys(shape).map((field) => [
      field,
      field === 'kind' ? shape.kind.value : (VALUES[field] ?? 2 ** 31 - 1),
    ]);
    return buttonActionSchema.parse(Object.fromEntries(ids));
  });

  it.each(actions)('$kind survives the round trip within 64 bytes', (action) => {
    expect(Buffer.byteLength(encodeButton(action))).toBeLessThanOrEqual(64);
    expect(decodeButton(encodeButton(action))).toEqual(action);
  });

  it('differs for every kind', () => {
    expect(new Set(actions.map(encodeButton)).size).toBe(actions.length);
  });

  it.each([
    '',
    'a:',
    'x:1',
    'a:1:2',
    'a:-1',
    'a:0',
    'a:x',
    't:1',
    'a:UP:1',
    'f:1',
    'f:UP',
    'f:UP:1',
    'f:up:f47ac10b-58cc-4372-a567-0e02b2c3d479',
    'approve 1',
  ])('%j was never written by us', (data) => {
    expect(decodeButton(data)).toBeUndefined();
  });
});
