import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LaunchError } from '../errors.js';

const secretsSchema = z.object({
  POSTGRESQL_PASSWORD: z.string().min(1),
  SERVICE_TOKEN: z.string().min(16),
  SIGN_IN_TOKEN: z.string().min(16),
});

/** What an installation keeps to itself; made once, never shown but for the sign-in token. */
export type Secrets = z.infer<typeof secretsSchema>;

/**
 * The secrets of this installation, from `DATA_DIR/secrets.json` (mode 0600), made when they are not there.
 * A missing one is added, the others stay.
 *
 * @throws LaunchError when the file is not what we wrote
 */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const stored = parse(text, file);
  const secrets = secretsSchema.parse({
    POSTGRESQL_PASSWORD: makeToken(),
    SERVICE_TOKEN: makeToken(),
    SIGN_IN_TOKEN: makeToken(),
    ...stored,
  });
  if (Object.keys(stored).length < Object.keys(secretsSchema.shape).length) {
    const draft = `${file}.tmp`;
    await writeFile(draft, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  }
  return secrets;
}

function parse(text: string, file: string): Partial<Secrets> {
  try {
    return secretsSchema.partial().parse(JSON.parse(text));
  } catch {
    throw new LaunchError(
      `${file} is damaged. Repair it, or delete it: new secrets are made and people sign in again.`,
    );
  }
}

function makeToken(): string {
  return randomBytes(24).toString('base64url');
}
