import { writeFileSync } from 'node:fs';
import { casesNamed, type ServerName } from './cases.ts';
import { Clientele } from './clientele/clientele.ts';
import { createLimit } from './limits/limit.ts';
import { storedCustomer } from './limits/stored-customer.ts';
import { describeMachine } from './machine.ts';
import { type Options, readOptions } from './options.ts';
import { createDatabase, stopPostgres } from './postgres.ts';
import { type Report, toJson, toMarkdown } from './report.ts';
import { runRounds } from './rounds.ts';
import { scratchDirectory, tidyUpAtExit } from './scratch.ts';
import { type ServerFacts, startUp, withMemoryAfter } from './start-up.ts';
import type { Face, Subject } from './subject.ts';
import { summarise } from './summary.ts';
import { judge } from './targets.ts';
import { measureVerifier, type VerifierCost, verifiersNamed } from './verifiers/measure.ts';

/** The benchmark: starts the servers, measures all cases in rounds, prints one report. See README.md beside this. */
const SUBJECTS: Record<ServerName, (options: Options, faces: ReadonlySet<Face>) => Subject | Promise<Subject>> = {
  'node:http': () => createLimit('node:http', './node-http.ts', [], ['/']),
  Fastify: () => createLimit('Fastify', './fastify.ts', [], ['/']),
  minimal: ({ customers }) => {
    const paths = Array.from({ length: customers }, (_, n) => `/customers/${storedCustomer(n).id}`);
    return createLimit('minimal', './minimal.ts', [scratchDirectory('minimal'), String(customers)], paths);
  },
  Clientele: ({ server, customers }, faces) => new Clientele(server, customers, faces),
  'minimal on PostgreSQL': async ({ customers }) => {
    const paths = Array.from({ length: customers }, (_, n) => `/customers/${storedCustomer(n).id}`);
    const database = await createDatabase('minimal');
    return createLimit('minimal on PostgreSQL', './minimal-postgres.ts', [String(customers)], paths, database);
  },
  'Clientele on PostgreSQL': async ({ server, customers }, faces) => {
    const { url, pid } = await createDatabase('clientele');
    const place = { name: 'Clientele on PostgreSQL', databaseUrl: url, databasePid: pid };
    return new Clientele(server, customers, faces, place);
  },
  'Clientele on PostgreSQL, 2 workers': async ({ server, customers }, faces) => {
    const { url, pid } = await createDatabase('clientele_workers');
    const place = { name: 'Clientele on PostgreSQL, 2 workers', databaseUrl: url, databasePid: pid, workers: 2 };
    return new Clientele(server, customers, faces, place);
  },
};

async function run(options: Options): Promise<Report> {
  const cases = casesNamed(options.only);
  const chosen = verifiersNamed(options.only);
  if (cases.length === 0 && chosen.length === 0) throw new Error(`No case has a name that contains "${options.only}"`);
  const machine = describeMachine();
  const verifiers: VerifierCost[] = [];
  for (const verifier of chosen) {
    const cost = await measureVerifier(verifier, options.server);
    if (cost) verifiers.push(cost);
  }
  const faces = new Set(cases.map(({ face }) => face));
  const names = [...new Set(cases.map(({ server }) => server))];
  const subjects = await Promise.all(names.map((name) => SUBJECTS[name](options, faces)));
  const started: ServerFacts[] = [];
  for (const subject of subjects) started.push(await startUp(subject));
  const measured = await runRounds(cases, subjects, options);
  const servers = started.map((facts, index) => withMemoryAfter(facts, subjects[index] as Subject));
  await Promise.all(subjects.map((subject) => subject.stop()));
  await stopPostgres();
  const summaries = summarise(measured);
  return {
    at: new Date().toISOString(),
    ...{ machine, options, cases: summaries, servers, measured },
    targets: judge(summaries, servers, verifiers),
    verifiers,
  };
}

tidyUpAtExit();
try {
  const options = readOptions(process.argv.slice(2));
  const report = await run(options);
  console.log(toMarkdown(report));
  if (options.json !== undefined) writeFileSync(options.json, toJson(report));
  process.exitCode = report.cases.every(({ valid }) => valid) ? 0 : 1;
} catch (reason) {
  console.error(reason instanceof Error ? reason.message : reason);
  process.exit(1);
}
