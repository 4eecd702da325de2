import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { languageModelSchema, modelIdentitySchema } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { z } from 'zod';
import { isBelow } from './version-directory.js';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** What this service needs of `manifest.json`; the train service writes more. */
export const manifestSchema = z.looseObject({
  /** What made the vectors. */
  embedder: modelIdentitySchema,
  /** What the threshold was measured with; `null`: the sentence reader. Older versions do not say. */
  reader: modelIdentitySchema.nullish(),
  /** The language model that was taught with the version. */
  languageModel: languageModelSchema.nullish(),
  /** Confidence below which the version says «not taught». */
  metrics: z.looseObject({ threshold: z.number().min(0).max(1) }),
  /** SHA-256 of every file of the directory but the manifest, by relative path. */
  files: z.record(z.string(), z.union([sha256Schema, z.looseObject({ sha256: sha256Schema })])),
});
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * Reads the manifest of a version directory and checks every file that it names.
 *
 * @param expectedSha256 of the manifest itself, as the data service has it.
 * @throws AppError `CONFLICT` that names what differs.
 */
export async function verifiedManifest(directory: string, expectedSha256: string): Promise<Manifest> {
  const bytes = await readFile(join(directory, 'manifest.json')).catch(() => {
    throw refused('it has no manifest.json');
  });
  if (createHash('sha256').update(bytes).digest('hex') !== expectedSha256) {
    throw refused('its manifest.json is not the one that was published');
  }
  const manifest = parse(bytes);
  for (const [name, entry] of Object.entries(manifest.files)) {
    const path = join(directory, name);
    if (!isBelow(path, directory)) throw refused(`its manifest names «${name}», which is outside of it`);
    const expected = typeof entry === 'string' ? entry : entry.sha256;
    const found = await sha256Of(path);
    if (found === undefined) throw refused(`«${name}» is missing`);
    if (found !== expected) throw refused(`«${name}» differs from its checksum`);
  }
  return manifest;
}

function parse(bytes: Buffer): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw refused('its manifest.json is not one that this service can read');
  }
}

async function sha256Of(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

export function refused(reason: string): AppError {
  return new AppError(
    'CONFLICT',
    `The version cannot be loaded: ${reason}. Train again, or restore the directory from a backup.`,
  );
}
