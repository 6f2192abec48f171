#!/usr/bin/env node
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { createCredentialReader } from './access/credentials.ts';
import { createLoginLimit } from './access/login-limit.ts';
import { createTokenIssuer, createTokenVerifier } from './access/tokens.ts';
import type { Clock } from './clock.ts';
import { type Config, ConfigError, readConfig, USAGE } from './config.ts';
import { createCaiboFace } from './faces/caibo/face.ts';
import { createClienteleFace } from './faces/clientele/face.ts';
import type { Face } from './faces/face.ts';
import { createHttpServer } from './http.ts';
import { createLog, type Log } from './log.ts';
import { pageRoutes } from './pages/pages.ts';
import type { Random } from './random.ts';
import { openSandbox } from './sandbox.ts';
import { openSqliteStore } from './stores/sqlite/sqlite-store.ts';
import { plainSeal } from './vault/seal.ts';
import { VERSION } from './version.ts';
import { welcome } from './welcome.ts';

/** What runs until it is closed. */
export interface Running {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Builds everything and begins to serve: the only place that knows every concrete thing. */
export async function start(config: Config, log: Log): Promise<Running> {
  const clock: Clock = { now: Date.now };
  const random: Random = { bytes: randomBytes };
  const store = await openSqliteStore({ directory: config.data, warn: log.warned });
  const dependencies = { store, seal: plainSeal, clock, random };
  const issuer = await createTokenIssuer(dependencies);
  const credentials = createCredentialReader(store, clock);
  const foreign = config.issuer;
  const verifier = createTokenVerifier({
    credentials,
    reader: store,
    clock,
    jwks: issuer.jwks,
    ...(foreign && { foreign }),
  });
  const faces: Face[] = [
    createClienteleFace({ dependencies, issuer, verifier }),
    createCaiboFace({ dependencies, issuer, verifier, credentials, loginLimit: createLoginLimit(clock) }),
  ];
  const pages = pageRoutes(faces, { version: VERSION, jwks: issuer.jwks });
  const http = createHttpServer({ faces, pages, ready: () => store.ready(), log, newRequestId: randomUUID });
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const baseUrl = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  const sandbox = config.sandbox ? await openSandbox({ ...dependencies, issuer }, config.data, baseUrl) : undefined;
  await http.listen({ host: config.host, port });
  log.started({ baseUrl, version: VERSION });
  if (config.logLevel !== 'silent') process.stderr.write(welcome(baseUrl, config.data, sandbox));
  return {
    baseUrl,
    async close() {
      await http.close();
      await store.close();
      log.stopped();
    },
  };
}

/** A port that is free now, so that its number can be written down before the first request can come. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  if (config === 'help') return void process.stdout.write(USAGE);
  const log = createLog(config.logLevel);
  const running = await start(config, log);
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
