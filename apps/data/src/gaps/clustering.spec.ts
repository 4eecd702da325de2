import { describe, expect, it } from 'vitest';
import { nearest, SAME_QUESTION, withQuestion } from './clustering.js';
import { cosine, fromBytes, toBytes, vectorOf } from './embedding.js';

const v = (...values: number[]) => Float32Array.from(values);
const cluster = (id: number, centroid: Float32Array, count = 1) => ({ id, count, centroid, label: centroid });
/** A unit vector that makes this cosine with (1, 0). */
const at = (similarity: number) => v(similarity, Math.sqrt(1 - similarity ** 2));

describe('embedding', () => {
  it('survives its bytes', () => {
    const vector = v(0.25, -1, 3.5e-5);
    expect(fromBytes(toBytes(vector))).toEqual(vector);
    // A view into a larger buffer, as the database driver gives it.
    const padded = Buffer.concat([Buffer.from([9]), toBytes(vector)]).subarray(1);
    expect(fromBytes(padded)).toEqual(vector);
  });

  it('is read from int8 and a scale', () => {
    const int8 = Buffer.from(Int8Array.from([127, -127, 0]).buffer).toString('base64');
    expect([...vectorOf({ int8, scale: 0.5, embedder: 'e' })]).toEqual([63.5, -63.5, 0]);
  });

  it('is compared by its direction only, and with nothing of another length or without one', () => {
    expect(cosine(v(1, 0), v(5, 0))).toBeCloseTo(1);
    expect(cosine(v(1, 0), v(0, 2))).toBeCloseTo(0);
    expect(cosine(v(1, 0), v(1, 0, 0))).toBe(-1);
    expect(cosine(v(0, 0), v(1, 0))).toBe(-1);
  });
});

describe('nearest', () => {
  it('is the most similar cluster that is similar enough', () => {
    const clusters = [cluster(1, at(SAME_QUESTION + 0.02)), cluster(2, at(0.98)), cluster(3, v(0, 1))];
    expect(nearest(v(1, 0), clusters)?.id).toBe(2);
    expect(nearest(v(1, 0), clusters.slice(0, 1))?.id).toBe(1);
    expect(nearest(v(1, 0), [cluster(1, at(SAME_QUESTION - 0.02))])).toBeUndefined();
    expect(nearest(v(1, 0), clusters.slice(0, 0))).toBeUndefined();
  });
});

describe('withQuestion', () => {
  it('is the mean of all, and names the question nearest to it', () => {
    const first = cluster(1, v(1, 0));
    const { centroid } = withQuestion(first, v(0, 1));
    expect([...centroid]).toEqual([0.5, 0.5]);
    const third = withQuestion({ ...first, centroid, count: 2 }, v(0.5, 0.6));
    expect(third.moreTypical).toBe(true);
    expect(third.centroid[0]).toBeCloseTo(0.5);
    expect(withQuestion({ ...first, centroid: v(1, 0), count: 9 }, v(0, 1)).moreTypical).toBe(false);
  });
});
