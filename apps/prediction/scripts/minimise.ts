const STEPS = 400;
const RATE = 0.1;

/** Minimises by Adam over all examples at once. `gradient` adds its share for the parameters into `out`. */
export function minimise(
  size: number,
  decay: number,
  gradient: (parameters: Float64Array, out: Float64Array) => void,
  steps = STEPS,
): Float64Array {
  const parameters = new Float64Array(size);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  for (let step = 1; step <= steps; step++) {
    const out = new Float64Array(size);
    gradient(parameters, out);
    for (let i = 0; i < size; i++) {
      const g = (out[i] ?? 0) + decay * (parameters[i] ?? 0);
      first[i] = 0.9 * (first[i] ?? 0) + 0.1 * g;
      second[i] = 0.999 * (second[i] ?? 0) + 0.001 * g * g;
      const update = (first[i] ?? 0) / (1 - 0.9 ** step) / (Math.sqrt((second[i] ?? 0) / (1 - 0.999 ** step)) + 1e-8);
      parameters[i] = (parameters[i] ?? 0) - RATE * (1 - step / (steps + 1)) * update;
    }
  }
  return parameters;
}
