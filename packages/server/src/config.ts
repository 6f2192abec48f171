import { parseArgs } from 'node:util';

/** How the server is to run; read once, never changed. */
export interface Config {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The data directory. */
  readonly data: string;
  /** Of the database that keeps the records; without it they are in the data directory. */
  readonly databaseUrl?: string;
  readonly logLevel: LogLevel;
  /** Whether the tenant `sandbox` is made, with its sample record and its credentials. */
  readonly sandbox: boolean;
  /** Scheme and authority by which callers reach the server through a proxy; without it, what their `Host` says. */
  readonly publicOrigin?: string;
  /** Whose tokens `/v1` accepts beside those made here. */
  readonly issuer?: { readonly issuer: string; readonly jwksUrl: URL; readonly audience: string };
  /** How many processes serve; more than one share the port and the database. */
  readonly workers: number;
}

/** All of it that concerns one process that serves. */
export type ServerConfig = Omit<Config, 'workers'>;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** An option that cannot be used: the start stops and says which one. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export const USAGE = `clientele [options]

  --host HOST        address to listen on            (CLIENTELE_HOST, 127.0.0.1)
  --port PORT        port; 0 picks a free one         (CLIENTELE_PORT, 8080)
  --data DIR         data directory                   (CLIENTELE_DATA, ./data)
  --workers N        processes that serve, on one port; more than one need DATABASE_URL
                                                      (CLIENTELE_WORKERS, 1)
  --log-level LEVEL  ${logLevels.join(' ')}
                                                      (CLIENTELE_LOG_LEVEL, info)
  --sandbox          make the sandbox tenant also where the server is reachable from outside
                                                      (CLIENTELE_SANDBOX=true)
  --public-origin URL  https://host[:port] by which callers reach the server through a proxy; what they sign
                                                      (CLIENTELE_PUBLIC_ORIGIN)
  --issuer URL       OAuth 2.0 issuer whose tokens /v1 accepts    (CLIENTELE_ISSUER)
  --jwks URL         its key set                                  (CLIENTELE_JWKS)
  --audience NAME    the audience its tokens must name            (CLIENTELE_AUDIENCE)
  --help             this text

  DATABASE_URL=postgres://… keeps the records in that database instead of the data directory. It is no option, because
  options are for everybody on the machine to read.
`;

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  workers: { type: 'string' },
  'log-level': { type: 'string' },
  sandbox: { type: 'boolean' },
  'public-origin': { type: 'string' },
  issuer: { type: 'string' },
  jwks: { type: 'string' },
  audience: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/**
 * The configuration from command line and environment; an option wins over its variable.
 * Throws `ConfigError` naming what cannot be used. Returns `'help'` when that was asked for.
 */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv): Config | 'help' {
  const values = readOptions(args);
  if (values.help) return 'help';
  const from = (
    option: 'host' | 'port' | 'data' | 'workers' | 'log-level' | 'public-origin' | 'issuer' | 'jwks' | 'audience',
    fallback: string,
  ): Setting => {
    const variable = `CLIENTELE_${option.toUpperCase().replaceAll('-', '_')}`;
    if (values[option] !== undefined) return { name: `--${option}`, value: values[option] };
    return { name: variable, value: environment[variable] || fallback };
  };
  const databaseUrl = readDatabaseUrl(environment['DATABASE_URL']);
  const host = readText(from('host', '127.0.0.1'));
  const isWanted = readFlag('CLIENTELE_SANDBOX', environment) || values.sandbox === true;
  const publicOrigin = readOrigin(from('public-origin', ''));
  const issuer = readIssuer(from('issuer', ''), from('jwks', ''), from('audience', ''));
  return {
    host,
    port: readPort(from('port', '8080')),
    data: readText(from('data', './data')),
    workers: readWorkers(from('workers', '1'), databaseUrl),
    logLevel: readLogLevel(from('log-level', 'info')),
    sandbox: isWanted || isLoopback(host),
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(publicOrigin !== undefined && { publicOrigin }),
    ...(issuer && { issuer }),
  };
}

/** A value and where it came from, for the message that refuses it. */
interface Setting {
  readonly name: string;
  readonly value: string;
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

function readText({ name, value }: Setting): string {
  if (value === '') throw new ConfigError(`${name} must not be empty`);
  return value;
}

function readFlag(variable: string, environment: NodeJS.ProcessEnv): boolean {
  const value = environment[variable] || 'false';
  if (value !== 'true' && value !== 'false') throw new ConfigError(`${variable} must be true or false`);
  return value === 'true';
}

function readPort({ name, value }: Setting): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new ConfigError(`${name} must be a port, 0 to 65535`);
  return Number(value);
}

/** Each has up to ten connections to the database: beyond these hardly any has room. */
const WORKERS_MAX = 64;

function readWorkers({ name, value }: Setting, databaseUrl: string | undefined): number {
  const workers = /^\d{1,2}$/.test(value) ? Number(value) : 0;
  if (workers < 1 || workers > WORKERS_MAX) throw new ConfigError(`${name} must be a number, 1 to ${WORKERS_MAX}`);
  if (workers > 1 && databaseUrl === undefined)
    throw new ConfigError(`${name} ${value} needs DATABASE_URL: a data directory belongs to one process`);
  return workers;
}

function readLogLevel({ name, value }: Setting): LogLevel {
  const level = logLevels.find((candidate) => candidate === value);
  if (!level) throw new ConfigError(`${name} must be one of ${logLevels.join(', ')}`);
  return level;
}

/** RFC 6454 §6.2: scheme, host and port, and nothing behind them. */
function readOrigin({ name, value }: Setting): string | undefined {
  if (value === '') return undefined;
  const url = URL.parse(value);
  const isOrigin = url && ['https:', 'http:'].includes(url.protocol) && `${url.origin}/` === url.href;
  if (!isOrigin) throw new ConfigError(`${name} must be an origin, such as https://api.example.com`);
  return url.origin;
}

/** What is wrong is said without the URL: there is a password in it. */
export function readDatabaseUrl(value: string | undefined): string | undefined {
  if (!value) return undefined;
  const url = URL.parse(value);
  const isPostgres = url && ['postgres:', 'postgresql:'].includes(url.protocol);
  if (!isPostgres) throw new ConfigError('DATABASE_URL must be a URL that begins with postgres://');
  return value;
}

function readIssuer(issuer: Setting, jwks: Setting, audience: Setting): Config['issuer'] {
  const given = [issuer, jwks, audience].filter(({ value }) => value !== '');
  if (given.length === 0) return undefined;
  if (given.length < 3) throw new ConfigError('--issuer, --jwks and --audience go together');
  const jwksUrl = URL.parse(jwks.value);
  if (!jwksUrl || !['https:', 'http:'].includes(jwksUrl.protocol)) throw new ConfigError(`${jwks.name} must be a URL`);
  return { issuer: issuer.value, jwksUrl, audience: audience.value };
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
