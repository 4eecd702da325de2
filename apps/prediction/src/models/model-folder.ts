import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { z } from 'zod';

/** Which model it is: two folders with equal sums compute the same numbers. */
export interface ModelIdentity {
  readonly name: string;
  /** SHA-256 over the checksums of `model.onnx` and `tokenizer.json`, hex; the train service writes the same one. */
  readonly sha256: string;
}

/** An ONNX model with its tokenizer, every file that is used compared with its checksum. */
export interface ModelFolder {
  readonly directory: string;
  readonly identity: ModelIdentity;
  readonly session: InferenceSession;
  /** Content of `tokenizer.json`. */
  readonly tokenizer: unknown;
  /** Content of `config.json`. */
  readonly config: unknown;
  /** Another JSON file of the folder; `undefined` when its checksums name none. */
  json(name: string): Promise<unknown>;
}

const checksumsSchema = z.object({ sha256: z.record(z.string(), z.string()) });
const kindSchema = z.looseObject({ name: z.string(), kind: z.enum(['embedder', 'reader']) });
export type ModelKind = z.infer<typeof kindSchema>['kind'];

/**
 * Opens a folder with `model.onnx`, `tokenizer.json`, `config.json` and `checksums.json`.
 *
 * The model runs on one thread: as many inputs run at a time as there are cores, each alone and unpadded. Quantised
 * dynamically, with one scale per activation tensor, its numbers for an input would depend on what shares a batch with it,
 * so an answer would depend on who else is asking. It costs nothing: a batch of four takes as long as four runs
 * (docs/experiments.md).
 *
 * @throws Error that names the file when one is missing or differs from its checksum, or when the model is of another kind.
 */
export async function openModelFolder(directory: string, kind: ModelKind): Promise<ModelFolder> {
  const checksums = checksumsSchema.parse(parseJson(await readNamed(directory, 'checksums.json'))).sha256;
  const [model, tokenizer, configBytes] = await Promise.all([
    readVerified(directory, 'model.onnx', checksums),
    readVerified(directory, 'tokenizer.json', checksums),
    readVerified(directory, 'config.json', checksums),
  ]);
  const config = parseJson(configBytes);
  const { name, kind: found } = kindSchema.parse(config);
  if (found !== kind) {
    throw new Error(`${directory} holds a model of kind «${found}»: set ${kind.toUpperCase()}_MODEL to ${an(kind)}.`);
  }
  return {
    directory,
    identity: { name, sha256: sha256(`${checksums['model.onnx']}${checksums['tokenizer.json']}`) },
    session: await InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
    }),
    tokenizer: parseJson(tokenizer),
    config,
    json: async (file) =>
      checksums[file] === undefined ? undefined : parseJson(await readVerified(directory, file, checksums)),
  };
}

async function readVerified(directory: string, name: string, checksums: Record<string, string>): Promise<Buffer> {
  const bytes = await readNamed(directory, name);
  if (checksums[name] !== sha256(bytes)) {
    throw new Error(`${join(directory, name)} differs from its checksum: fetch it again from where it came.`);
  }
  return bytes;
}

async function readNamed(directory: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(directory, name));
  } catch (cause) {
    throw new Error(
      `${join(directory, name)} cannot be read: check BASE_MODELS_DIR, EMBEDDER_MODEL and READER_MODEL.`,
      { cause },
    );
  }
}

function an(kind: ModelKind): string {
  return kind === 'embedder' ? 'an embedder' : 'a reader';
}

function parseJson(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8'));
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
