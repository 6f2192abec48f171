import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ServerName } from './cases.ts';
import { Clientele } from './clientele/clientele.ts';
import { createLimit } from './limits/limit.ts';
import { Pgbench } from './limits/pgbench.ts';
import type { Options } from './options.ts';
import type { Postgres } from './postgres.ts';
import { scratchDirectory } from './scratch.ts';
import type { Face, Subject } from './subject.ts';

/** What the servers of a run are made from. */
export interface Ground {
  readonly options: Options;
  /** Those that a case uses. */
  readonly faces: ReadonlySet<Face>;
  /** Started when it is first asked for. */
  readonly postgres: () => Promise<Postgres>;
}

const FACTORIES: Record<ServerName, (ground: Ground) => Subject | Promise<Subject>> = {
  'node:http': () =>
    createLimit({ name: 'node:http', module: import.meta.resolve('./limits/node-http.ts'), args: [], paths: ONE_PATH }),
  Fastify: () =>
    createLimit({ name: 'Fastify', module: import.meta.resolve('./limits/fastify.ts'), args: [], paths: ONE_PATH }),
  minimal: ({ options: { customers } }) =>
    createLimit({
      name: 'minimal',
      module: import.meta.resolve('./limits/minimal.ts'),
      args: [scratchDirectory('minimal'), String(customers)],
      paths: { before: '/customers/', ids: 'customer', customers },
    }),
  'minimal on PostgreSQL': async ({ options: { customers }, postgres }) => {
    const database = await postgres();
    return createLimit({
      name: 'minimal on PostgreSQL',
      module: import.meta.resolve('./limits/minimal-postgres.ts'),
      args: [String(customers)],
      paths: { before: '/customers/', ids: 'customer', customers },
      database: { postgres: database, url: await database.createDatabase() },
    });
  },
  Clientele: ({ options: { server: main, customers }, faces }) =>
    new Clientele({ name: 'Clientele', main, customers, faces }),
  'Clientele on PostgreSQL': async ({ options: { server: main, customers }, faces, postgres }) =>
    new Clientele({ name: 'Clientele on PostgreSQL', main, customers, faces, database: await postgres() }),
  'Clientele on PostgreSQL, 2 workers': async ({ options: { server: main, customers }, faces, postgres }) => {
    const name = 'Clientele on PostgreSQL, 2 workers';
    return new Clientele({ name, main, customers, faces, database: await postgres(), workers: 2 });
  },
  pgbench: async ({ options: { pgbench = '', customers }, postgres }) =>
    new Pgbench(pgbench, await postgres(), customers),
};

const ONE_PATH = { before: '/', ids: 'none', customers: 1 } as const;

export async function createSubject(name: ServerName, ground: Ground): Promise<Subject> {
  return FACTORIES[name](ground);
}

/** The servers that can be measured here, and why the others cannot. */
export function findServers({ server, pgbench }: Options): {
  readonly found: ReadonlySet<ServerName>;
  readonly missing: readonly string[];
} {
  if (!existsSync(server)) throw new Error(`There is no server at ${server}`);
  const found = new Set(Object.keys(FACTORIES) as ServerName[]);
  const help = spawnSync(process.execPath, [server, '--help'], { encoding: 'utf8' }).stdout;
  const missing: string[] = [];
  const without = (name: ServerName, why: string) => {
    found.delete(name);
    missing.push(`${name}: ${why}`);
  };
  if (!help.includes('DATABASE_URL'))
    without('Clientele on PostgreSQL', `the server at ${server} knows no DATABASE_URL`);
  if (!help.includes('--workers'))
    without('Clientele on PostgreSQL, 2 workers', `the server at ${server} has no option --workers`);
  if (pgbench === undefined) without('pgbench', 'it is not on the PATH; --pgbench FILE names one');
  else if (spawnSync(pgbench, ['--version']).status !== 0) without('pgbench', `${pgbench} does not run`);
  return { found, missing };
}
