import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const FOLDER = resolve(import.meta.dirname, '../../llm');

/** llama.cpp's server on a model of its own, which recites one sentence: see test/llm/tiny_llm.py. */
export class TinyLlm {
  static readonly API_KEY = 'sk-of-the-tiny-model';

  private constructor(
    private readonly server: ChildProcess,
    private readonly folder: string,
    /** What `LLM_BASE_URL` is set to. */
    readonly url: string,
  ) {}

  /** @param sentence what it says to everything; no word twice */
  static async start(sentence: string): Promise<TinyLlm> {
    const folder = await mkdtemp(join(tmpdir(), 'pa-llm-'));
    const options = ['--sentence', sentence, '--api-key', TinyLlm.API_KEY, '--folder', folder];
    const server = spawn(join(FOLDER, '.venv/bin/python'), [join(FOLDER, 'tiny_llm.py'), ...options], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let log = '';
    server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    for await (const line of createInterface({ input: server.stdout })) {
      log += `${line}\n`;
      if (line.startsWith('http://')) return new TinyLlm(server, folder, `${line}/v1`);
    }
    await rm(folder, { recursive: true });
    throw new Error(`The language model of the tests did not start («npm test» installs what it needs):\n${log}`);
  }

  async stop(): Promise<void> {
    const exited = once(this.server, 'exit');
    this.server.stdin?.end();
    await exited;
    await rm(this.folder, { recursive: true });
  }
}
