import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import { create } from './submissions.ts';

/** Opens the store in a directory, writes one record, says so, and stays until it is killed or its input ends. */
const [, , directory = ''] = process.argv;
try {
  const store = await openSqliteStore({ directory, warn: console.error });
  await create(store, 'cus_owner', 'owner');
  process.stdout.write('open\n');
  process.stdin.resume().on('end', () => process.exit());
} catch (error) {
  process.stdout.write(`${error}\n`);
}
