import { questionEmbeddingSchema } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import { compact } from './question-embedding.js';

describe('compact', () => {
  it('keeps every number to half a step of the largest one', () => {
    const vector = Float32Array.from({ length: 384 }, (_, i) => Math.sin(i * i) / 20);
    const embedding = questionEmbeddingSchema.parse(compact(vector, 'e'));
    expect(embedding.int8).toHaveLength(512);
    const read = Float32Array.from(new Int8Array(Buffer.from(embedding.int8, 'base64')), (v) => v * embedding.scale);
    expect(read).toHaveLength(384);
    vector.forEach((value, i) => {
      expect(Math.abs((read[i] ?? 9) - value)).toBeLessThanOrEqual(embedding.scale * 0.51);
    });
  });

  it('has nothing to say of a vector without direction', () => {
    expect(compact(new Float32Array(4), 'e')).toBeUndefined();
    expect(compact(Float32Array.of(Number.NaN, Infinity), 'e')).toBeUndefined();
  });
});
