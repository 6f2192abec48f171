import { casesNamed, type ListedCase } from './cases.ts';
import { describeMachine } from './machine.ts';
import type { Options } from './options.ts';
import type { Outcome } from './outcome.ts';
import { Postgres } from './postgres.ts';
import { toJson, toMarkdown } from './report.ts';
import { type Measured, Rounds } from './rounds.ts';
import { createSubject, findServers } from './servers.ts';
import { type ServerFacts, startUp, withMemoryAfter } from './start-up.ts';
import { isServer, type Subject } from './subject.ts';
import { summarise } from './summary.ts';
import { judge } from './targets.ts';
import { measureVerifier, type VerifierCost, verifiersNamed } from './verifiers/measure.ts';

/** Measures the cases and verifiers that the options name. */
export async function runCases(options: Options): Promise<Outcome> {
  const { found, missing } = findServers(options);
  const cases = casesNamed(options.only, found);
  const chosen = verifiersNamed(options.only);
  if (cases.length === 0 && chosen.length === 0) {
    throw new Error([`No case has a name that contains "${options.only}"`, ...missing].join('\n'));
  }
  const machine = describeMachine();
  const verifiers: VerifierCost[] = [];
  for (const verifier of chosen) {
    const cost = await measureVerifier(verifier, options.server);
    if (cost) verifiers.push(cost);
  }
  const { measured, servers, postgres } = await measure(cases, options);
  const summaries = summarise(measured);
  const report = {
    at: new Date().toISOString(),
    ...{ machine, missing, options, cases: summaries, servers, measured, verifiers },
    ...(postgres !== undefined && { postgres }),
    targets: judge(measured, servers, verifiers),
  };
  return { markdown: toMarkdown(report), json: toJson(report), isValid: summaries.every(({ valid }) => valid) };
}

interface Found {
  readonly measured: Measured;
  readonly servers: readonly ServerFacts[];
  readonly postgres?: string;
}

async function measure(cases: readonly ListedCase[], options: Options): Promise<Found> {
  let postgres: Promise<Postgres> | undefined;
  const startPostgres = () => (postgres ??= Postgres.start());
  const faces = new Set(cases.map(({ face }) => face));
  const ground = { options, faces, postgres: startPostgres };
  const names = [...new Set(cases.map(({ server }) => server))];
  const subjects: Subject[] = [];
  for (const name of names) subjects.push(await createSubject(name, ground));
  const started = new Map<Subject, ServerFacts | undefined>();
  for (const subject of subjects) started.set(subject, await startUp(subject));
  const rounds = new Rounds(subjects, options);
  const warmCases = cases.filter(({ isCold }) => !isCold);
  // Not counted: a server that has just started is still being compiled.
  await rounds.measure(warmCases, 1);
  const warm = await rounds.measure(warmCases);
  const servers = subjects.filter(isServer).flatMap((subject) => {
    const facts = started.get(subject);
    return facts ? [withMemoryAfter(facts, subject)] : [];
  });
  // Last, because whoever has been restarted is not what it was for the others.
  const cold = await rounds.measure(cases.filter(({ isCold }) => isCold));
  rounds.stop();
  const described = await (await postgres)?.describe();
  await Promise.all(subjects.map((subject) => subject.stop()));
  await (await postgres)?.stop();
  const measured = new Map(cases.map((each) => [each, warm.get(each) ?? cold.get(each) ?? []]));
  return { measured, servers, ...(described !== undefined && { postgres: described }) };
}
