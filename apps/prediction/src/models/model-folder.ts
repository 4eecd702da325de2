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
  /**
   * Content of `tokenizer.json`.
   *
   * @throws ModelFolderError that names the file and what it lacks when it is not of the form.
   */
  tokenizer<T>(form: z.ZodType<T>): T;
  /** Content of `config.json`, in the same way. */
  config<T>(form: z.ZodType<T>): T;
  /**
   * Another JSON file of the folder; `undefined` when its checksums name none.
   *
   * @param advice what to do when it is not of the form, which the error then says.
   */
  json<T>(name: string, form: z.ZodType<T>, advice: string): Promise<T | undefined>;
}

/** A model's folder cannot be used. The message is one sentence that names the file and says what to do. */
export class ModelFolderError extends Error {
  override readonly name = 'ModelFolderError';
}

const checksumsSchema = z.object({ sha256: z.record(z.string(), z.string()) });
const kindSchema = z.looseObject({ name: z.string(), kind: z.enum(['embedder', 'reader']) });
export type ModelKind = z.infer<typeof kindSchema>['kind'];
const FETCH_AGAIN = 'fetch it again from where it came';

/**
 * Opens a folder with `model.onnx`, `tokenizer.json`, `config.json` and `checksums.json`.
 *
 * The model runs on one thread: as many inputs run at a time as there are cores, each alone and unpadded. Quantised
 * dynamically, with one scale per activation tensor, its numbers for an input would depend on what shares a batch with it,
 * so an answer would depend on who else is asking. It costs nothing: a batch of four takes as long as four runs
 * (docs/experiments.md).
 *
 * @throws ModelFolderError that names the file when one is missing or differs from its checksum, or when the model is of another kind.
 */
export async function openModelFolder(directory: string, kind: ModelKind): Promise<ModelFolder> {
  const sums = await readNamed(directory, 'checksums.json');
  const checksums = parsed(checksumsSchema, sums, join(directory, 'checksums.json')).sha256;
  const [model, tokenizer, config] = await Promise.all([
    readVerified(directory, 'model.onnx', checksums),
    readVerified(directory, 'tokenizer.json', checksums),
    readVerified(directory, 'config.json', checksums),
  ]);
  const settings = <T>(form: z.ZodType<T>) => parsed(form, config, join(directory, 'config.json'));
  const { name, kind: found } = settings(kindSchema);
  if (found !== kind) {
    throw new ModelFolderError(`${directory} holds a model of kind «${found}»: set ${kind.toUpperCase()}_MODEL to ${an(kind)}.`);
  }
  return {
    directory,
    identity: { name, sha256: sha256(`${checksums['model.onnx']}${checksums['tokenizer.json']}`) },
    session: await sessionOf(model, join(directory, 'model.onnx')),
    tokenizer: (form) => parsed(form, tokenizer, join(directory, 'tokenizer.json')),
    config: settings,
    json: async (file, form, advice) =>
      checksums[file] === undefined
        ? undefined
        : parsed(form, await readVerified(directory, file, checksums), join(directory, file), advice),
  };
}

async function sessionOf(model: Buffer, path: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
    });
  } catch (cause) {
    throw new ModelFolderError(`${path} is no ONNX model that can be run: ${FETCH_AGAIN}.`, { cause });
  }
}

async function readVerified(directory: string, name: string, checksums: Record<string, string>): Promise<Buffer> {
  const bytes = await readNamed(directory, name);
  if (checksums[name] !== sha256(bytes)) {
    throw new ModelFolderError(`${join(directory, name)} differs from its checksum: ${FETCH_AGAIN}.`);
  }
  return bytes;
}

async function readNamed(directory: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(directory, name));
  } catch (cause) {
    throw new ModelFolderError(
      `${join(directory, name)} cannot be read: check BASE_MODELS_DIR, EMBEDDER_MODEL and READER_MODEL.`,
      { cause },
    );
  }
}

function an(kind: ModelKind): string {
  return kind === 'embedder' ? 'an embedder' : 'a reader';
}

/** @throws ModelFolderError of one sentence, whatever is wrong with the file. */
function parsed<T>(form: z.ZodType<T>, bytes: Buffer, path: string, advice = FETCH_AGAIN): T {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new ModelFolderError(`${path} is not JSON: ${advice}.`, { cause });
  }
  const result = form.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const what = issue && issue.path.length > 0 ? `«${issue.path.join('.')}»` : 'its content';
  throw new ModelFolderError(`${path} cannot be used, ${what} ${issue?.message ?? 'is not understood'}: ${advice}.`);
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
