#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { TSchema } from 'typebox';
import { createCredentialReader } from './access/credentials.ts';
import { createLoginLimit } from './access/login-limit.ts';
import { createTokenIssuer, createTokenVerifier, type TokenIssuer } from './access/tokens.ts';
import type { Clock } from './clock.ts';
import { ownPlace, sayListensNoLonger, type WorkerPlace } from './cluster/worker-place.ts';
import { Workers } from './cluster/workers.ts';
import { type Config, ConfigError, readConfig, type ServerConfig, USAGE } from './config.ts';
import { createCaiboFace } from './faces/caibo/face.ts';
import { createClienteleFace } from './faces/clientele/face.ts';
import { createCybersourceFace } from './faces/cybersource/face.ts';
import type { Face } from './faces/face.ts';
import { createMastercardFace } from './faces/mastercard/face.ts';
import { cybersourceSettings, mastercardSettings, settingsKinds } from './faces/settings-kinds.ts';
import { createHttpServer } from './http.ts';
import { createLog, type Log } from './log.ts';
import { pageRoutes } from './pages/pages.ts';
import { createRandom } from './random.ts';
import { openSandbox } from './sandbox/open-sandbox.ts';
import { openStore } from './stores/open-store.ts';
import type { Dependencies } from './use-cases/dependencies.ts';
import type { SettingsKind } from './use-cases/settings-rules.ts';
import { startStep } from './use-cases/start-step.ts';
import { createTenantSettings } from './use-cases/tenant-settings.ts';
import { plainSeal } from './vault/seal.ts';
import { VERSION } from './version.ts';
import { welcome } from './welcome.ts';
import { REQUEST_TIMEOUT_MS } from './wire/bounds.ts';

/** What runs until it is closed. */
export interface Running {
  readonly baseUrl: string;
  /** What to tell the person who started it. */
  readonly welcome: string;
  close(): Promise<void>;
}

/** Builds everything and begins to serve. */
export async function start(config: ServerConfig, log: Log): Promise<Running> {
  return serve({ ...config, port: await usablePort(config) }, log);
}

/** The same on a port that is known already. */
async function serve(config: ServerConfig, log: Log): Promise<Running> {
  const ground = await openGround(config, log);
  const { store, issuer } = ground;
  const faces = await startStep(() => createFaces(config, log, ground));
  const pages = pageRoutes(faces, { version: VERSION, jwks: issuer.jwks });
  const http = createHttpServer({ faces, pages, ready: () => store.ready(), log, newRequestId: randomUUID });
  const baseUrl = baseUrlOf(config);
  const text = await welcomeTo(config, log, ground);
  await http.listen({ host: config.host, port: config.port });
  log.started({ baseUrl, version: VERSION });
  return {
    baseUrl,
    welcome: text,
    async close() {
      // Who has not finished his request by then is cut off: he must not keep the process alive.
      const cutOff = setTimeout(() => http.server.closeAllConnections(), REQUEST_TIMEOUT_MS).unref();
      await http.close();
      clearTimeout(cutOff);
      await store.close();
      log.stopped();
    },
  };
}

type Ground = Dependencies & { readonly issuer: TokenIssuer };

async function openGround(config: ServerConfig, log: Log): Promise<Ground> {
  const clock: Clock = { now: Date.now };
  const store = await openStore(config, log.warned);
  const dependencies = { store, seal: plainSeal, clock, random: createRandom() };
  return { ...dependencies, issuer: await startStep(() => createTokenIssuer(dependencies)) };
}

/** What to tell the person who started it, once the sandbox is there, where one is wanted. */
async function welcomeTo(config: ServerConfig, log: Log, ground: Ground): Promise<string> {
  const baseUrl = baseUrlOf(config);
  const sandbox = config.sandbox
    ? await startStep(() => openSandbox({ ...ground, settingsKinds, warn: log.warned }, config.data, baseUrl))
    : undefined;
  return welcome(baseUrl, config.data, sandbox);
}

function baseUrlOf({ host, port }: ServerConfig): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Every API under which the records are served: a new vendor is one more here. */
async function createFaces(
  { issuer: foreign, publicOrigin }: ServerConfig,
  log: Log,
  { issuer, ...dependencies }: Ground,
): Promise<Face[]> {
  const { store, clock } = dependencies;
  const credentials = createCredentialReader(store, clock);
  const verifier = createTokenVerifier({
    credentials,
    reader: store,
    clock,
    jwks: issuer.jwks,
    ...(foreign && { foreign }),
  });
  const ground = { dependencies, issuer, verifier, credentials, ...(publicOrigin !== undefined && { publicOrigin }) };
  const warn = (message: string) => log.warned(message, undefined);
  const settingsOf = <Schema extends TSchema>(kind: SettingsKind<Schema>) =>
    createTenantSettings({ ...dependencies, warn }, kind);
  return [
    createClienteleFace({ ...ground, settingsKinds }),
    createMastercardFace({ ...ground, settings: settingsOf(mastercardSettings) }),
    createCybersourceFace({ ...ground, settings: settingsOf(cybersourceSettings), warn }),
    createCaiboFace({ ...ground, loginLimit: await createLoginLimit(dependencies) }),
  ];
}

/** A port that is free now, so that it can be written down before the first request can come; 0 picks one. */
function usablePort({ host, port }: ServerConfig): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(`cannot listen on --host ${host} --port ${port}: ${error.code}`));
    });
    probe.listen(port, host, () => {
      const { port: bound } = probe.address() as { port: number };
      probe.close(() => resolve(bound));
    });
  });
}

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** The first of several processes serves nobody: it makes everything ready for those that do, and looks after them. */
async function lead(config: Config, log: Log): Promise<void> {
  const port = await usablePort(config);
  const ground = await openGround(config, log);
  const text = await welcomeTo({ ...config, port }, log, ground).finally(() => ground.store.close());
  const workers = new Workers({
    count: config.workers,
    port,
    onServing: () => void process.stderr.write(text),
    onEnded: log.workerEnded,
  });
  for (const signal of STOP_SIGNALS) process.once(signal, () => workers.stop(signal));
  try {
    await workers.run();
  } finally {
    log.stopped();
    log.flush();
  }
}

/** One of several processes that serve. It ends by `exit`, for the channel to the first one would keep it alive. */
async function work(config: Config, { number, port }: WorkerPlace): Promise<void> {
  const log = createLog(config.logLevel, number);
  process.once('exit', () => log.flush());
  const running = await serve({ ...config, port, sandbox: false }, log);
  let isStopping = false;
  const stop = () => {
    // A terminal sends its signal to all, and the first process passes it on: the second says nothing new.
    if (isStopping) return;
    isStopping = true;
    void running.close().finally(() => process.exit());
    sayListensNoLonger();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
}

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  if (config === 'help') return void process.stdout.write(USAGE);
  const place = ownPlace(process.env);
  if (place) return work(config, place);
  const log = createLog(config.logLevel);
  if (config.workers > 1) return lead(config, log);
  const running = await start(config, log);
  process.stderr.write(running.welcome);
  for (const signal of STOP_SIGNALS) process.once(signal, () => void running.close().finally(() => log.flush()));
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    const { message, name, cause } = error as Error;
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    process.stderr.write(`clientele: ${message}${reason}\n${name === 'ConfigError' ? USAGE : ''}`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
    if (ownPlace(process.env)) process.exit();
  });
}
