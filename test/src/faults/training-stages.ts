import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { eventually, type System } from '../support/system.js';

/** A key that nothing else locks. */
const HOLD = 20_261_125;

/** Processes that a process started, and those that they did. */
async function descendants(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const children = text.split(' ').filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** The training process of a system, once there is one. */
export function trainingProcess(system: System, marker = 'personal_assistant_train.pipeline'): Promise<number> {
  return eventually('a training process', async () => {
    const service = (await system.runState()).services.train?.pid;
    for (const pid of service === undefined ? [] : await descendants(service)) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (command.includes(marker)) return pid;
    }
    return undefined;
  });
}

/** Holds trainings in the transaction that publishes them: they are built, in place, and not announced. */
export class PublishHold {
  private constructor(private readonly client: pg.Client) {}

  static async on(databaseUrl: string): Promise<PublishHold> {
    const client = new pg.Client({ connectionString: databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(`
      CREATE OR REPLACE FUNCTION hold_publish() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock(${HOLD}); RETURN NEW; END $$;
      CREATE OR REPLACE TRIGGER hold_publish BEFORE UPDATE ON "Model" FOR EACH ROW
        WHEN (OLD."status" = 'PROCESSING' AND NEW."status" = 'DONE') EXECUTE FUNCTION hold_publish()`);
    await client.query(`SELECT pg_advisory_lock(${HOLD})`);
    return new PublishHold(client);
  }

  /** Resolves once a training waits there. */
  reached(): Promise<void> {
    return eventually('a training publishes', async () => {
      const { rowCount } = await this.client.query(
        `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = ${HOLD} AND NOT granted`,
      );
      return rowCount ? true : undefined;
    }).then(() => undefined);
  }

  async release(): Promise<void> {
    await this.client.query('DROP TRIGGER IF EXISTS hold_publish ON "Model"').catch(() => undefined);
    await this.client.end();
  }
}

/** What is in the folder of the only workspace, but for what belongs to a training that runs. */
export async function versionFolders(system: System): Promise<string[]> {
  const models = join(system.dataDir, 'models');
  const [workspace] = await readdir(models);
  return workspace === undefined ? [] : (await readdir(join(models, workspace))).sort();
}

export async function isThere(path: string): Promise<true | undefined> {
  return access(path).then(
    () => true,
    () => undefined,
  );
}
