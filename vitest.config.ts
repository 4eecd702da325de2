import { defineConfig } from 'vitest/config';

/** Workspace packages are tested from their sources: no build is needed before a test. */
const SOURCE = { conditions: ['source', 'node'] };

/** What the three sizes share. */
const shared = {
  resolve: SOURCE,
  ssr: { resolve: SOURCE },
  // Nest reads constructor types at run time.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
};

const EXCLUDED = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    // Small machines: the suites share two cores with PostgreSQL and a browser.
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['{apps,libs,scripts}/**/*.spec.ts', 'client/src/**/*.spec.{ts,tsx}', 'test/src/**/*.spec.ts'],
          exclude: [...EXCLUDED, '**/*.medium.spec.ts', '**/*.system.spec.ts'],
        },
      },
      {
        ...shared,
        test: {
          name: 'medium',
          include: ['{apps,libs,scripts,test}/**/*.medium.spec.ts'],
          exclude: EXCLUDED,
          globalSetup: ['test/src/support/postgres.setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'system',
          include: ['test/src/**/*.system.spec.ts'],
          exclude: EXCLUDED,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
