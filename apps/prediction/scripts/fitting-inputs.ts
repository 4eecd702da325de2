import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { OnnxEmbedder } from '../src/retrieval/embedder.js';
import { CachedEmbedder } from './cached-embedder.js';
import { readContexts } from './reading-data.js';
import { type WindowedContext, withWindows } from './span-workspaces.js';

const ROOT = resolve(import.meta.dirname, '../../../../..');

/** The base embedder, with what it gave before kept in the cache folder. */
export async function openEmbedder(baseModels: string, cache: string): Promise<CachedEmbedder> {
  mkdirSync(cache, { recursive: true });
  const onnx = await OnnxEmbedder.load(join(baseModels, 'embedder'));
  return new CachedEmbedder(onnx, join(cache, `vectors-${onnx.identity.sha256.slice(0, 12)}.bin`));
}

/** Contexts of `reading-<name>.jsonl.gz` with their windows, as the train service cuts them. */
export function windowedContexts(name: string, data: string, baseModels: string, cache: string): WindowedContext[] {
  const file = resolve(data, `reading-${name}.jsonl.gz`);
  const windows = resolve(cache, `windows-${name}.jsonl`);
  if (!existsSync(windows)) {
    const script = join(ROOT, 'apps/prediction/scripts/split_contexts.py');
    execFileSync(join(ROOT, 'train/.venv/bin/python'), [script, file, resolve(baseModels, 'embedder'), windows], {
      env: { ...env, PYTHONPATH: join(ROOT, 'train') },
    });
  }
  return withWindows(readContexts(file), windows);
}
