import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { messageOf } from '../errors.js';
import { migrationAdapterFactory } from './migration-adapter.js';

/** The little of WebAssembly that is used here; its types belong to the DOM library, which Node code goes without. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: Record<string, unknown>): Promise<{ instance: { exports: WasmExports } }>;
};

interface WasmExports {
  readonly __wbindgen_start: () => void;
}

let loaded: Promise<void> | undefined;

/**
 * Prisma's own schema engine as WebAssembly, so that migrations need neither a download nor a native program.
 * The package is written for bundlers that import `.wasm` files; Node instantiates it by hand.
 */
async function load(): Promise<void> {
  // Where the engine leaves its last words before a panic; without it they are lost.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => {
        throw new Error(`Prisma's schema engine failed: ${message}`);
      },
    },
  });
  const file = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm')
    .replace(/schema_engine\.js$/, 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': bindings,
  });
  // Not in the declared types of the bindings.
  (bindings as unknown as { __wbg_set_wasm(exports: WasmExports): void }).__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/**
 * Runs `work` with an engine on this database. The engine makes (and drops) a shadow database on the same
 * server when it must replay migrations, which needs the CREATEDB right.
 */
export async function withSchemaEngine<T>(
  connectionString: string,
  schema: { readonly path: string; readonly content: string },
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await (loaded ??= load());
  const factory = migrationAdapterFactory(connectionString);
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  try {
    return await work(engine);
  } catch (error) {
    throw new Error(readable(error), { cause: error });
  } finally {
    engine.free();
    await factory.close();
  }
}

/** The engine's message without the trace of its own source lines that follows it. */
function readable(error: unknown): string {
  return messageOf(error)
    .replace(/\n\s+0: schema_engine_wasm[\s\S]*$/, '')
    .trim();
}
