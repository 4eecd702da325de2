/** Conflicts between transactions that a second try resolves: serialization failure, deadlock, Prisma's write conflict. */
export function isTransient(error: unknown): boolean {
  const text = describe(error);
  return /\b(?:40001|40P01|P2034)\b|TransactionWriteConflict|deadlock detected|could not serialize/u.test(text);
}

/** Another row has the same of what only one may have. Inside a transaction that is over then. */
export function isUniqueViolation(error: unknown): boolean {
  return /\b(?:23505|P2002)\b/u.test(describe(error));
}

/** The connection broke: the transaction may or may not have been committed. */
export function isConnectionLoss(error: unknown): boolean {
  return /Connection terminated|ECONNREFUSED|ECONNRESET|57P0[123]|P1001|P1017|server closed the connection/u.test(
    describe(error),
  );
}

function describe(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 4) return '';
  const code = 'code' in error ? String(error.code) : '';
  const meta = 'meta' in error ? JSON.stringify(error.meta) : '';
  return `${code} ${meta} ${error.message} ${describe(error.cause, depth + 1)}`;
}
