import { describe, expect, it } from 'vitest';
import { type ButtonAction, buttonActionSchema, decodeButton, encodeButton } from './delivery.js';

describe('button data', () => {
  it.each(buttonActionSchema.shape.kind.options)('%s survives the round trip within 64 bytes', (kind) => {
    const action: ButtonAction = { kind, trainDataId: 2 ** 31 - 1 };
    expect(Buffer.byteLength(encodeButton(action))).toBeLessThanOrEqual(64);
    expect(decodeButton(encodeButton(action))).toEqual(action);
  });

  it.each(['', 'a:', 'x:1', 'a:1:2', 'a:-1', 'approve 1'])('%j was never written by us', (data) => {
    expect(decodeButton(data)).toBeUndefined();
  });
});
