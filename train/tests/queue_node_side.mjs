/**
 * The Node side of tests/test_queues.py: starts a PostgreSQL, says where, migrates the queue as the services do and adds
 * a job for each line that comes in. Ends with its input.
 */
import { createInterface } from 'node:readline';
import { createPostgresBackend, Queue } from 'bullmq';
import { startThrowAwayPostgres } from '../../scripts/launcher/dist/postgres/throw-away.js';

const { server, remove } = await startThrowAwayPostgres();
const { port, user, password, database } = server.options;
console.log(JSON.stringify({ port, user, password, database }));

let queue;
for await (const line of createInterface({ input: process.stdin })) {
  const connectionString = `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  queue ??= new Queue(
    'build-model-queue',
    { connection: { connectionString, migrate: true }, prefix: '{pa}' },
    createPostgresBackend,
  );
  const options = {
    jobId: 'model-7',
    attempts: 8,
    backoff: { type: 'bounded' },
    removeOnComplete: true,
    removeOnFail: true,
  };
  await queue.add('build-model-queue', JSON.parse(line), options);
  console.log('added');
}
await queue?.close();
await remove();
