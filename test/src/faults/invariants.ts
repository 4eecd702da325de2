import pg from 'pg';
import type { FakeBotApi, FakeChat, FakeMessage } from '../fakes/fake-bot-api/index.js';
import type { Deeds } from './workload.js';

export interface Scene {
  databaseUrl: string;
  telegram: FakeBotApi;
  deeds: Deeds;
  approvers: FakeChat;
}

type Row = Record<string, unknown>;

/** Runs one query on the system's own database. */
export async function query(databaseUrl: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // A killed server breaks the connection between two queries; the query itself then rejects.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What is still in between; empty once everything came to its end (I9). */
export async function stillOpen({ databaseUrl, telegram }: Pick<Scene, 'databaseUrl' | 'telegram'>): Promise<string[]> {
  const rows = await query(
    databaseUrl,
    `SELECT 'command ' || "kind" || ' ' || id AS open FROM "Command" WHERE status = 'RECEIVED'
     UNION ALL SELECT 'question ' || id FROM "Question" WHERE status = 'PENDING'
     UNION ALL SELECT 'model ' || id FROM "Model" WHERE status = 'PROCESSING'
     UNION ALL SELECT 'text ' || id FROM "TrainData" WHERE status = 'PROCESSING'
     UNION ALL SELECT concat_ws(', ', 'outbox ' || o.kind || ' ' || o.id, o.attempts || ' attempts',
         'due in ' || round(extract(epoch FROM o."dueAt" - now())) || ' s',
         'leased for ' || round(extract(epoch FROM o."leasedUntil" - now())) || ' s',
         'its chat is free in ' || round(extract(epoch FROM c."nextDeliveryAt" - now())) || ' s', o."lastError")
       FROM "Outbox" o LEFT JOIN "Chat" c ON c.id = o."orderKey" WHERE o.status = 'WAITING'`,
  );
  const unconfirmed = telegram.updates.pending.map(({ update }) => `update ${update.update_id}`);
  return [...rows.map((row) => String(row.open)), ...unconfirmed];
}

/** Every broken promise, in words; empty when each flow ended right, and once. */
export async function brokenPromises(scene: Scene): Promise<string[]> {
  const broken: string[] = [];
  const { databaseUrl, deeds } = scene;
  const rows = (sql: string) => query(databaseUrl, sql);

  broken.push(...(await stillOpen(scene)).map((what) => `I9: still open: ${what}`));
  for (const row of await rows(`SELECT kind, status, "lastError" FROM "Command" WHERE status = 'FAILED'`)) {
    broken.push(`a command failed: ${JSON.stringify(row)}`);
  }

  const commands = await rows(`SELECT kind, count(*)::int AS n FROM "Command" GROUP BY kind`);
  const count = (kind: string) => Number(commands.find((row) => row.kind === kind)?.n ?? 0);
  expectEqual(broken, 'I1: /train in the inbox', count('TRAIN'), deeds.lessons.length);
  expectEqual(broken, 'I1: /ask in the inbox', count('ASK'), deeds.questions.length);
  expectEqual(broken, 'I1: /start_train in the inbox', count('START_TRAIN'), deeds.trainings.length);

  // Promises about nothing are easily kept.
  const [built] = await rows(`SELECT count(*)::int AS n FROM "Model" WHERE status = 'DONE'`);
  if (Number(built?.n) === 0) broken.push('no version was built: the run proves nothing about training');
  if (deeds.lessons.length < 5 || deeds.questions.length < 3)
    broken.push('people did too little: the run proves nothing');

  const texts = (await rows(`SELECT text FROM "TrainData"`)).map((row) => String(row.text));
  for (const { text } of deeds.lessons) {
    expectEqual(broken, `I2: texts «${text}»`, texts.filter((stored) => stored === text).length, 1);
  }
  const [asked] = await rows(`SELECT count(*)::int AS n FROM "Question" WHERE status = 'ANSWERED'`);
  expectEqual(broken, 'I2: questions answered', Number(asked?.n), deeds.questions.length);

  for (const message of [...deeds.lessons.map((lesson) => lesson.message), ...deeds.questions]) {
    if (repliesTo(message).length === 0) broken.push(`I3: nobody answered «${message.text}»`);
  }
  // A training that starts is told by its progress message, one that is refused by a reply.
  const [started] = await rows(`SELECT count(*)::int AS n FROM "Model"`);
  const refused = deeds.trainings.filter((message) => repliesTo(message).length > 0).length;
  expectEqual(broken, 'I3: trainings started or refused', Number(started?.n) + refused, deeds.trainings.length);
  const [ambiguous] = await rows(`SELECT count(*)::int AS n FROM "Outbox" WHERE ambiguous`);
  const repeated = scene.telegram.duplicates().reduce((sum, copies) => sum + copies.length - 1, 0);
  if (repeated > Number(ambiguous?.n))
    broken.push(`I4: ${repeated} repeats, only ${Number(ambiguous?.n)} marked ambiguous`);

  for (const row of await rows(
    `SELECT subject, count(*)::int AS n FROM "AuditLog" WHERE action ~* 'approve|reject' GROUP BY subject HAVING count(*) > 1`,
  )) {
    broken.push(`I7: two decisions: ${JSON.stringify(row)}`);
  }
  const [live] = await rows(`SELECT count(*)::int AS n FROM "Model" WHERE live`);
  if (Number(live?.n) > 1) broken.push(`${Number(live?.n)} versions are live at once`);
  const lost = await rows(
    `SELECT t.id FROM "TrainData" t LEFT JOIN "Model" m ON m.id = t."modelId" WHERE t.status = 'DONE' AND m.status IS DISTINCT FROM 'DONE'`,
  );
  for (const row of lost) broken.push(`I7: text ${String(row.id)} is done, but in no finished version`);
  for (const row of await rows(`SELECT id, error FROM "Model" WHERE status = 'FAILED'`)) {
    broken.push(`a training failed: ${JSON.stringify(row)}`);
  }
  return broken;
}

function repliesTo(message: FakeMessage): FakeMessage[] {
  return message.chat.botMessages.filter((candidate) => candidate.replyTo?.id === message.id);
}

function expectEqual(broken: string[], what: string, found: number, expected: number): void {
  if (found !== expected) broken.push(`${what}: ${found} instead of ${expected}`);
}
