import { startPostgres } from './start-postgres.ts';

/** Starts a PostgreSQL, says where it is, and stays until it is killed. */
const { port, dataDirectory } = await startPostgres();
process.stdout.write(`${JSON.stringify({ port, dataDirectory })}\n`);
process.stdin.resume();
