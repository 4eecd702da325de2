import { join } from 'node:path';
import type { AppName, Config } from '@personal-assistant/service-kit/config';
import { LaunchError } from '../errors.js';
import { ROOT } from '../paths.js';

/** One of the five services: how it is called, where it listens and what runs it. */
export interface ServiceDefinition {
  /** Name in logs, in `run.json` and on the terminal. */
  readonly name: string;
  readonly appName: AppName;
  /** The variable that holds its address, and with it its port. */
  readonly urlVariable: UrlVariable;
  readonly program: string;
  readonly args: readonly string[];
  /** Variables beside those that all services get. */
  readonly env?: Readonly<Record<string, string>>;
  /** A part of its command line by which a left-over process is recognised. */
  readonly mark: string;
}

/** A definition with the address that the configuration gives it. */
export interface Service extends ServiceDefinition {
  readonly url: URL;
  readonly port: number;
}

type UrlVariable = Extract<keyof Config, `${string}_URL`> &
  (
    | 'DATA_SERVICE_URL'
    | 'TELEGRAM_BOT_SERVICE_URL'
    | 'PREDICTION_SERVICE_URL'
    | 'TRAIN_SERVICE_URL'
    | 'DATA_CONSUMER_URL'
  );

/** Caps and a small young generation: five services share one machine, and none holds much in memory. */
const NODE_FLAGS = ['--max-old-space-size=384', '--max-semi-space-size=4'];

/** The Python of the train service's own environment. */
export const TRAIN_PYTHON = join(ROOT, 'train/.venv/bin/python');

function nodeService(folder: string, appName: AppName, urlVariable: UrlVariable): ServiceDefinition {
  const main = join(ROOT, 'apps', folder, 'dist/main.js');
  return {
    name: folder,
    appName,
    urlVariable,
    program: process.execPath,
    args: [...NODE_FLAGS, main],
    mark: `apps/${folder}/dist/main.js`,
  };
}

export const DEFINITIONS: readonly ServiceDefinition[] = [
  nodeService('data', 'DATA_SERVICE', 'DATA_SERVICE_URL'),
  nodeService('data-consumer', 'DATA_CONSUMER', 'DATA_CONSUMER_URL'),
  nodeService('telegram-bot', 'TELEGRAM_BOT_SERVICE', 'TELEGRAM_BOT_SERVICE_URL'),
  nodeService('prediction', 'PREDICTION_SERVICE', 'PREDICTION_SERVICE_URL'),
  {
    name: 'train',
    appName: 'TRAIN_SERVICE',
    urlVariable: 'TRAIN_SERVICE_URL',
    program: TRAIN_PYTHON,
    args: ['-m', 'personal_assistant_train'],
    // It runs in place and is never packaged.
    env: { PYTHONPATH: join(ROOT, 'train'), PYTHONUNBUFFERED: '1' },
    mark: 'personal_assistant_train',
  },
];

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);

/**
 * The services to start here: those whose address is on this machine. One that has an address elsewhere
 * (a train service on a machine with a GPU) runs there.
 *
 * @throws LaunchError when two services have the same port
 */
export function servicesHere(config: Config, definitions: readonly ServiceDefinition[] = DEFINITIONS): Service[] {
  const services = definitions
    .map((definition) => {
      const url = new URL(config[definition.urlVariable]);
      return { ...definition, url, port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)) };
    })
    .filter(({ url }) => LOCAL.has(url.hostname));
  const owners = new Map<number, Service>();
  for (const service of services) {
    const other = owners.get(service.port);
    if (other) {
      throw new LaunchError(
        `${other.urlVariable} and ${service.urlVariable} both name port ${service.port}. Give one of them another port.`,
      );
    }
    owners.set(service.port, service);
  }
  return services;
}
