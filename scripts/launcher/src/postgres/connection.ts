import pg from 'pg';

/** Whom to log in as, on this machine. */
export interface Login {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Runs `work` on one connection and closes it, also when `work` throws. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A connection that breaks rejects the running query as well; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function urlOf({ port, user, password }: Login, database: string): string {
  return `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Whether the server answers a query now. */
export async function tryLogin(login: Login): Promise<'ok' | 'wrong password' | 'not ready'> {
  try {
    await withClient(urlOf(login, 'postgres'), (client) => client.query('SELECT 1'));
    return 'ok';
  } catch (error) {
    return (error as { code?: unknown }).code === '28P01' ? 'wrong password' : 'not ready';
  }
}

/** Makes the database unless it exists. */
export async function ensureDatabase(login: Login & { readonly database: string }): Promise<void> {
  await withClient(urlOf(login, 'postgres'), async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [login.database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(login.database)}`);
  });
}
