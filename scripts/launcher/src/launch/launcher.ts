import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseUrl } from '@personal-assistant/service-kit/config';
import type { Environment } from '../environment.js';
import { LaunchError } from '../errors.js';
import { applyMigrations } from '../migrations/migrations.js';
import { isPortFree } from '../processes/free-port.js';
import { removeRunState, writeRunState } from '../run-state.js';
import type { Service, ServiceDefinition } from '../services/definitions.js';
import { servicesHere } from '../services/definitions.js';
import { parseLogLine } from '../services/log-line.js';
import { RotatingFile } from '../services/rotating-file.js';
import { ServiceProcess, ServiceStartError } from '../services/service-process.js';
import { choosePort, DatabaseSupervisor } from './database.js';
import { lockInstance } from './instance-lock.js';
import { stopLeftovers } from './leftovers.js';
import { loadSecrets } from './secrets.js';
import type { Settings } from './settings.js';
import { resolveSettings } from './settings.js';
import type { Terminal } from './terminal.js';

/** First start of a service: it may load models. */
const READY_TIMEOUT_MS = 120_000;
/** Together less than the ten seconds in which a stop is over. */
const SERVICE_STOP_MS = 6_500;
const DATABASE_STOP_MS = 2_500;

export interface LauncherOptions {
  /** Show every log line of the services on the terminal. Default: warnings and errors. */
  readonly verbose?: boolean;
  /** The services to run. Default: the five of the product. */
  readonly definitions?: readonly ServiceDefinition[];
}

/** Runs PostgreSQL and the services of one installation, from start to stop. */
export class Launcher {
  private unlock: (() => void) | undefined;
  private database: DatabaseSupervisor | undefined;
  private databasePort: number | undefined;
  private settings: Settings | undefined;
  private services: { readonly definition: Service; readonly process: ServiceProcess; readonly log: RotatingFile }[] =
    [];
  private stopped: Promise<void> | undefined;
  private stateWritten: Promise<void> = Promise.resolve();

  constructor(
    private readonly given: Environment,
    private readonly terminal: Terminal,
    private readonly options: LauncherOptions = {},
  ) {}

  /**
   * Starts everything and resolves when all services are ready.
   *
   * @returns the page's address with the sign-in token
   * @throws LaunchError with what the person can do; what was started is left to {@link stop}
   */
  async start(): Promise<string> {
    const { DATA_DIR: dataDir } = this.given;
    await mkdir(join(dataDir, 'logs'), { recursive: true });
    this.unlock = lockInstance(dataDir);
    const left = await stopLeftovers(dataDir, this.options.definitions);
    if (left.length > 0) this.terminal.say(`Stopped what an earlier run left behind: ${left.join(', ')}.`);
    const settings = resolveSettings(this.given, await loadSecrets(dataDir));
    const services = servicesHere(settings.config, this.options.definitions);
    for (const service of services) await requireFreePort(service);
    this.settings = settings.embedded ? await this.startDatabase(settings) : settings;
    await this.migrate(databaseUrl(this.settings.config));
    await this.startServices(services, this.settings);
    return this.pageUrl();
  }

  /** Services first, then PostgreSQL; about ten seconds at most. May be called at any time, and more than once. */
  stop(): Promise<void> {
    return (this.stopped ??= this.stopAll());
  }

  /** Ends everything at once, without waiting. */
  kill(): void {
    for (const { process } of this.services) process.kill();
    const pid = this.database?.pid;
    if (pid !== undefined) process.kill(pid, 'SIGQUIT');
    this.unlock?.();
  }

  private get isStopping(): boolean {
    return this.stopped !== undefined;
  }

  private async startDatabase(settings: Settings): Promise<Settings> {
    const { DATA_DIR: dataDir } = this.given;
    const { config } = settings;
    const port = await choosePort(
      dataDir,
      this.given.POSTGRESQL_PORT === undefined ? undefined : config.POSTGRESQL_PORT,
    );
    this.databasePort = port;
    this.database = new DatabaseSupervisor(
      {
        folder: join(dataDir, 'postgres'),
        port,
        user: config.POSTGRESQL_USER,
        password: config.POSTGRESQL_PASSWORD,
        database: config.POSTGRESQL_DB,
        logFile: join(dataDir, 'logs/postgres.log'),
      },
      this.terminal,
      () => {
        this.writeState();
      },
    );
    const server = await this.database.start();
    this.terminal.say(`PostgreSQL ${server.origin} on port ${port}.`);
    return resolveSettings({ ...this.given, POSTGRESQL_PORT: String(port) }, await loadSecrets(dataDir));
  }

  private async migrate(url: string): Promise<void> {
    const applied = await applyMigrations(url).catch((error: unknown) => {
      throw new LaunchError(
        `The database could not be migrated: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    if (applied.length > 0) this.terminal.say(`Migrated the database: ${applied.join(', ')}.`);
  }

  private async startServices(services: readonly Service[], settings: Settings): Promise<void> {
    this.services = services.map((definition) => this.createService(definition, settings));
    await Promise.all(
      this.services.map(async ({ definition, process, log }) => {
        if (this.isStopping) return;
        try {
          await process.start(READY_TIMEOUT_MS);
          this.terminal.say(`${definition.name} is ready on port ${definition.port}.`);
        } catch (error) {
          if (error instanceof ServiceStartError) throw explain(error, definition, log.path);
          throw new LaunchError(
            `The ${definition.name} service is ${error instanceof Error ? error.message : String(error)}. Its log is ${log.path}.`,
          );
        }
      }),
    );
    await this.stateWritten;
  }

  private createService(definition: Service, { env }: Settings): (typeof this.services)[number] {
    const { name, program, args, url, port, appName } = definition;
    const log = new RotatingFile(join(this.given.DATA_DIR, 'logs', `${name}.log`));
    const service: ServiceProcess = new ServiceProcess(
      {
        name,
        program,
        args,
        url,
        env: {
          ...env,
          ...definition.env,
          APP_NAME: appName,
          PORT: String(port),
          LAUNCHER_PIPE: '1',
          // glibc keeps a heap per thread otherwise, and never gives them back.
          MALLOC_ARENA_MAX: env.MALLOC_ARENA_MAX ?? '2',
        },
      },
      {
        line: (line) => {
          log.write(line);
          this.show(name, line, service.isReady);
        },
        started: () => {
          this.writeState();
        },
        crashed: ({ reason, lastWords }, delayMs) => {
          const why = lastWords && !lastWords.startsWith('{') ? `: ${lastWords.slice(0, 200)}` : '';
          this.terminal.warn(
            `${name} stopped unexpectedly (${reason})${why}. Starting it again in ${delayMs / 1_000} s.`,
          );
        },
        recovered: (ms) => {
          this.terminal.say(`${name} is back after ${(ms / 1_000).toFixed(1)} s.`);
        },
      },
    );
    return { definition, process: service, log };
  }

  private show(name: string, line: string, ready: boolean): void {
    const { level, text } = parseLogLine(line);
    if (this.options.verbose === true) this.terminal.say(`${name} ${level} ${text}`);
    // While they start and stop, services complain about each other; a start that fails says why by itself.
    else if ((level === 'warn' || level === 'error') && ready && !this.isStopping)
      this.terminal.warn(`${name} ${level}: ${text}`);
  }

  private pageUrl(): string {
    const { config } = this.requireSettings();
    return `${config.DATA_SERVICE_URL.replace(/\/$/, '')}/?token=${encodeURIComponent(config.SIGN_IN_TOKEN ?? '')}`;
  }

  private requireSettings(): Settings {
    if (!this.settings) throw new Error('the launcher has no settings before its database runs');
    return this.settings;
  }

  /** Writes `run.json`; one write after the other, so that the last one wins. */
  private writeState(): void {
    if (this.isStopping || !this.settings) return;
    const databasePid = this.database?.pid;
    const state = {
      pid: process.pid,
      url: this.pageUrl(),
      databaseUrl: databaseUrl(this.settings.config),
      ...(databasePid === undefined || this.databasePort === undefined
        ? {}
        : { postgres: { pid: databasePid, port: this.databasePort } }),
      services: Object.fromEntries(
        this.services.map(({ definition, process: { pid, restarts } }) => [
          definition.name,
          { pid: pid ?? 0, port: definition.port, restarts },
        ]),
      ),
    };
    this.stateWritten = this.stateWritten
      .then(() => writeRunState(this.given.DATA_DIR, state))
      .catch((error: unknown) => {
        this.terminal.warn(`run.json could not be written: ${String(error)}`);
      });
  }

  private async stopAll(): Promise<void> {
    await Promise.all(this.services.map(({ process }) => process.stop(SERVICE_STOP_MS)));
    for (const { log } of this.services) log.close();
    await this.database?.stop(DATABASE_STOP_MS);
    await this.stateWritten;
    if (!this.unlock) return;
    await removeRunState(this.given.DATA_DIR);
    this.unlock();
  }
}

async function requireFreePort({ name, port, urlVariable }: Service): Promise<void> {
  if (await isPortFree(port)) return;
  throw new LaunchError(
    `Port ${port} of the ${name} service is taken by another program. Stop that program, or set ${urlVariable} to an address with a free port, such as http://localhost:${port + 100}.`,
  );
}

/** Exit codes of service-kit: 2 is a wrong configuration, 3 a port that is taken; both say so in one line. */
function explain(error: ServiceStartError, { name, port, urlVariable }: Service, log: string): LaunchError {
  const { code, lastWords } = error.exit;
  if (code === 2 && lastWords) return new LaunchError(lastWords);
  if (code === 3) {
    return new LaunchError(`Port ${port} of the ${name} service is taken by another program. Set ${urlVariable}.`);
  }
  return new LaunchError(`${error.message.replace(/\.$/u, '')}. Its log is ${log}.`);
}
