import type { QuestionEmbedding } from '@personal-assistant/contracts';

/** A vector in a byte a number, by its largest one: 512 characters for 384 numbers, and a cosine that is right to about 0.01. */
export function compact(vector: Float32Array, embedder: string): QuestionEmbedding | undefined {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return undefined;
  const scale = largest / 127;
  const bytes = Int8Array.from(vector, (value) => Math.round(value / scale));
  return { int8: Buffer.from(bytes.buffer).toString('base64'), scale, embedder };
}
