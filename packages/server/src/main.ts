#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { TSchema } from 'typebox';
import { createCredentialReader } from './access/credentials.ts';
import { createLoginLimit } from './access/login-limit.ts';
import { createTokenIssuer, createTokenVerifier, type TokenIssuer } from './access/tokens.ts';
import type { Clock } from './clock.ts';
import { type Config, ConfigError, readConfig, USAGE } from './config.ts';
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

/** Builds everything and begins to serve: the only place that knows every concrete thing. */
export async function start(config: Config, log: Log): Promise<Running> {
  const port = await usablePort(config);
  const clock: Clock = { now: Date.now };
  const random = createRandom();
  const store = await openStore(config, log.warned);
  const dependencies = { store, seal: plainSeal, clock, random };
  const issuer = await createTokenIssuer(dependencies);
  const faces = createFaces(config, log, { ...dependencies, issuer });
  const pages = pageRoutes(faces, { version: VERSION, jwks: issuer.jwks });
  const http = createHttpServer({ faces, pages, ready: () => store.ready(), log, newRequestId: randomUUID });
  const baseUrl = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  const sandbox = config.sandbox
    ? await openSandbox({ ...dependencies, issuer, settingsKinds, warn: log.warned }, config.data, baseUrl)
    : undefined;
  await http.listen({ host: config.host, port });
  log.started({ baseUrl, version: VERSION });
  return {
    baseUrl,
    welcome: welcome(baseUrl, config.data, sandbox),
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

/** Every API under which the records are served: a new vendor is one more here. */
function createFaces(
  { issuer: foreign, publicOrigin }: Config,
  log: Log,
  { issuer, ...dependencies }: Dependencies & { readonly issuer: TokenIssuer },
): Face[] {
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
    createCaiboFace({ ...ground, loginLimit: createLoginLimit(clock) }),
  ];
}

/** A port that is free now, so that it can be written down before the first request can come; 0 picks one. */
function usablePort({ host, port }: Config): Promise<number> {
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

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  if (config === 'help') return void process.stdout.write(USAGE);
  const log = createLog(config.logLevel);
  const running = await start(config, log);
  process.stderr.write(running.welcome);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void running.close().finally(() => log.flush()));
  }
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    const { message, name } = error as Error;
    process.stderr.write(`clientele: ${message}\n${name === 'ConfigError' ? USAGE : ''}`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  });
}
