import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../environment.js';
import { Launcher } from '../launch/launcher.js';
import { freePort } from '../processes/free-port.js';
import type { ServiceDefinition } from '../services/definitions.js';
import { RecordingTerminal } from './recording-terminal.js';

const SCRIPT = fileURLToPath(new URL('./fake-service.mjs', import.meta.url));

/** Two fake services in the places of real ones. */
export const FAKE_DEFINITIONS: readonly ServiceDefinition[] = [
  definition('data', 'DATA_SERVICE', 'DATA_SERVICE_URL'),
  definition('train', 'TRAIN_SERVICE', 'TRAIN_SERVICE_URL'),
];

function definition(
  name: string,
  appName: ServiceDefinition['appName'],
  urlVariable: ServiceDefinition['urlVariable'],
): ServiceDefinition {
  return { name, appName, urlVariable, program: process.execPath, args: [SCRIPT], mark: 'fake-service.mjs' };
}

/** A folder of its own with ports of its own, on which launchers can be started one after the other. */
export class FakeInstallation {
  private readonly launchers: Launcher[] = [];

  private constructor(readonly env: Environment) {}

  static async make(extra: Readonly<Record<string, string>> = {}): Promise<FakeInstallation> {
    const dataDir = await mkdtemp(join(tmpdir(), 'personal-assistant-launcher-'));
    return new FakeInstallation({
      PATH: process.env.PATH,
      DATA_SERVICE_URL: `http://localhost:${await freePort()}`,
      TRAIN_SERVICE_URL: `http://localhost:${await freePort()}`,
      ...extra,
      DATA_DIR: dataDir,
    });
  }

  get dataDir(): string {
    return this.env.DATA_DIR;
  }

  /** A launcher that has not started yet. */
  launcher(extra: Readonly<Record<string, string>> = {}): { launcher: Launcher; terminal: RecordingTerminal } {
    const terminal = new RecordingTerminal();
    const launcher = new Launcher({ ...this.env, ...extra, DATA_DIR: this.dataDir }, terminal, {
      definitions: FAKE_DEFINITIONS,
    });
    this.launchers.push(launcher);
    return { launcher, terminal };
  }

  /** Stops what still runs and deletes the folder. */
  async remove(): Promise<void> {
    await Promise.all(this.launchers.map((launcher) => launcher.stop()));
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
