export { LaunchError } from './errors.js';
export { applyMigrations, createMigration, missingMigration } from './migrations/migrations.js';
export { EmbeddedPostgres } from './postgres/embedded-postgres.js';
export type { EmbeddedPostgresOptions } from './postgres/embedded-postgres.js';
export { startThrowAwayPostgres } from './postgres/throw-away.js';
export type { ThrowAwayPostgres } from './postgres/throw-away.js';
export { withClient } from './postgres/connection.js';
export { freePort, isPortFree } from './processes/free-port.js';
export { loadSecrets } from './launch/secrets.js';
