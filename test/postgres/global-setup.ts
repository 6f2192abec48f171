import { SERVER_URL_VARIABLE } from './scratch-database.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';

let running: RunningPostgres | undefined;

/**
 * Before all tests: one PostgreSQL for the whole run, unless the variable names another, say of another version. The
 * processes of the test files inherit the variable.
 */
export async function globalSetup(): Promise<void> {
  if (process.env[SERVER_URL_VARIABLE]) return;
  running = await startPostgres();
  process.env[SERVER_URL_VARIABLE] = running.url;
}

/** After all tests. */
export async function globalTeardown(): Promise<void> {
  await running?.stop();
}
