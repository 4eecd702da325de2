import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder; the same from `src/` (tests) and from `dist/` (built). */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where `prisma/schema.prisma` and `prisma/migrations` are. */
export const PRISMA_FOLDER = resolve(ROOT, 'prisma');
