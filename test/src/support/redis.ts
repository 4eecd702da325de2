import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, freePorts } from '@personal-assistant/launcher';

const run = promisify(execFile);

export interface RedisServer {
  port: number;
  /** Kills the server at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder. */
  restart(): Promise<void>;
  /** Runs redis-cli against it and returns what it prints. */
  cli(...command: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** A real `redis-server` of its own on a free port, with an append-only file, in a temporary folder. */
export async function startRedis(options: { port?: number; cluster?: boolean } = {}): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'pa-redis-'));
  const clusterArgs = options.cluster
    ? ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--cluster-node-timeout', '2000']
    : [];
  let child: ChildProcess;
  const start = async () => {
    const persistence = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''];
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...persistence, ...clusterArgs];
    child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await untilReady(child);
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  await start();
  return {
    port,
    kill,
    restart: start,
    cli: async (...command) => (await run('redis-cli', ['-p', String(port), ...command])).stdout.trim(),
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface RedisCluster {
  /** `host:port` of each node, joined with commas, as REDIS_HOST takes them. */
  hosts: string;
  nodes: RedisServer[];
  stop(): Promise<void>;
}

/** A Redis Cluster of three masters on free ports. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const ports = await freePorts(3);
  const nodes = await Promise.all(ports.map((port) => startRedis({ port, cluster: true })));
  const hosts = ports.map((port) => `127.0.0.1:${port}`);
  await run('redis-cli', ['--cluster', 'create', ...hosts, '--cluster-yes', '--cluster-replicas', '0']);
  await Promise.all(nodes.map(untilClusterAgrees));
  return {
    hosts: hosts.join(','),
    nodes,
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

async function untilClusterAgrees(node: RedisServer): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await node.cli('cluster', 'info')).includes('cluster_state:ok')) {
    if (Date.now() > deadline) throw new Error('the Redis Cluster did not form within 20 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(new Error(`redis-server could not be started (Debian package redis-server): ${error.message}`));
    });
    child.once('exit', (code) => {
      reject(new Error(`redis-server stopped with code ${String(code)} before it was ready`));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Ready to accept connections')) resolve();
    });
  });
}
