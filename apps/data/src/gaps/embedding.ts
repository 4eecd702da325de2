import type { QuestionEmbedding } from '@personal-assistant/contracts';

/** The vector that travelled as bytes: int8 numbers times a scale. */
export function vectorOf({ int8, scale }: QuestionEmbedding): Float32Array {
  return Float32Array.from(new Int8Array(Buffer.from(int8, 'base64')), (value) => value * scale);
}

/** As PostgreSQL keeps it: little-endian 32 bit floats. */
export function toBytes(vector: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(vector.length * 4);
  const view = new DataView(bytes.buffer);
  vector.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return bytes;
}

/** Inverse of {@link toBytes}. */
export function fromBytes(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

/** Cosine of two vectors of any length; -1 when they cannot be compared. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return -1;
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    dot += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  const norm = Math.sqrt(squaresA * squaresB);
  return norm === 0 ? -1 : dot / norm;
}
