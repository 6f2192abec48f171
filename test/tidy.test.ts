/** The repository's own house rules. No tool takes part, so that no tool's version can blind them. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { describe, test } from 'node:test';

process.chdir(new URL('..', import.meta.url).pathname);

const LINES_MAX = 400;
const LINES_AIM = 200;
const PRODUCTION_PACKAGES_MAX = 110;
const LICENCES = /^(MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|Unlicense|CC0-1\.0)$/;

const sources = globSync('packages/*/src/**/*.ts').map(slashed);
const ownTypeScript = [
  ...sources,
  ...globSync(['packages/*/test/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts']).map(slashed),
];
const read = (file: string) => readFileSync(file, 'utf8');

/**
 * Who may import whom: [files, what they may import of ours]. The first row that fits a file is its row; `$1` is what
 * the row's group matched. `.dependency-cruiser.cjs` holds the same table with the reasons.
 */
const CORE = 'packages/core/src/index\\.ts';
const SERVER = 'packages/server/src/';
const PORT = `${SERVER}stores/store\\.ts`;
const GROUP_COMMIT = `${SERVER}stores/group-commit/`;
const FACE = `${SERVER}faces/(?:face|perform)\\.ts`;
const [USE_CASES, ACCESS, WIRE, LENS] = [`${SERVER}use-cases/`, `${SERVER}access/`, `${SERVER}wire/`, `${SERVER}lens/`];
const SEAL = `${SERVER}vault/seal\\.ts`;
const SETTINGS_KINDS = `${SERVER}faces/settings-kinds\\.ts`;
const GROUND = `${SERVER}(?:clock|random)\\.ts`;
const [SANDBOX, MOVING] = [`${SERVER}sandbox/`, `${SERVER}moving/`];
const BELOW_FACES = [CORE, USE_CASES, ACCESS, WIRE, LENS];
const ROOMS: readonly (readonly [files: string, allowed: readonly string[]])[] = [
  ['packages/core/src/', ['packages/core/src/']],
  [`${SERVER}main\\.ts`, [SERVER, CORE]],
  [PORT, [CORE]],
  [GROUP_COMMIT, [GROUP_COMMIT, CORE, PORT]],
  [`${SERVER}stores/([^/]+)/`, [`${SERVER}stores/$1/`, GROUP_COMMIT, CORE, PORT]],
  [`${SERVER}stores/open-[^/]+\\.ts`, [`${SERVER}stores/`]],
  [USE_CASES, [USE_CASES, CORE, PORT, ACCESS, SEAL, GROUND]],
  [WIRE, [WIRE, LENS, CORE]],
  [LENS, [LENS, WIRE, CORE]],
  [ACCESS, [ACCESS, CORE, PORT, WIRE, SEAL, GROUND]],
  [FACE, [FACE, ...BELOW_FACES]],
  [SETTINGS_KINDS, [`${SERVER}faces/(?!clientele/)[^/]+/settings\\.ts`]],
  [`${SERVER}faces/([^/]+)/`, [`${SERVER}faces/$1/`, FACE, ...BELOW_FACES]],
  [`${SERVER}delivery/`, [`${SERVER}delivery/`, CORE, PORT]],
  [`${SERVER}vault/`, [`${SERVER}vault/`, CORE]],
  [
    `${MOVING}vendor/(mastercard|cybersource|caibo)\\.ts`,
    [`${MOVING}vendor/vendor\\.ts`, `${SERVER}faces/$1/(?:edit|lens|schema|settings|shipping-edit)\\.ts`, LENS, CORE],
  ],
  [`${MOVING}matching/`, [`${MOVING}matching/`, CORE, PORT, USE_CASES, SEAL]],
  [MOVING, [MOVING, LENS, CORE, PORT, USE_CASES, SEAL, `${SERVER}wire/strict-json\\.ts`]],
  [`${SERVER}ledger/`, [`${SERVER}ledger/`, CORE, PORT]],
  [
    `${SERVER}(?:http|unparsed|request-log)\\.ts`,
    [`${SERVER}(?:unparsed|request-log)\\.ts`, FACE, WIRE, CORE, USE_CASES, ACCESS, `${SERVER}pages/`],
  ],
  [`${SERVER}pages/`, [`${SERVER}pages/`, FACE, CORE, WIRE]],
  [`${SERVER}log\\.ts`, [`${SERVER}(?:request-log|config)\\.ts`]],
  [SANDBOX, [SANDBOX, CORE, PORT, USE_CASES, ACCESS, GROUND]],
  [`${SERVER}welcome\\.ts`, [SANDBOX]],
  [`${SERVER}version\\.ts`, []],
  [`${SERVER}(?:clock|random)\\.ts`, []],
  [`${SERVER}config\\.ts`, [CORE]],
  [`${SERVER}cluster/`, [`${SERVER}cluster/`]],
  [
    `${SERVER}cli/`,
    [
      `${SERVER}cli/`,
      ...[CORE, USE_CASES, `${SERVER}stores/`, MOVING, ACCESS, SANDBOX, SEAL, GROUND],
      `${SERVER}config\\.ts`,
      SETTINGS_KINDS,
    ],
  ],
  ['packages/client/src/', ['packages/client/src/', CORE]],
  ['packages/console/src/', ['packages/console/src/', 'packages/client/src/index\\.ts']],
];

/** Why a file may not import a specifier, or `undefined` when it may. Packages that are not ours are judged elsewhere. */
function misdirection(file: string, specifier: string): string | undefined {
  const target = targetOf(file, specifier);
  if (!target.startsWith('packages/')) return undefined;
  const home = packageOf(file);
  if (packageOf(target) !== home && specifier.startsWith('.')) return 'another package is imported by its name';
  if (packageOf(target) !== home && !target.endsWith('/src/index.ts')) return 'deep import into another package';
  if (file.endsWith('.test.ts')) return undefined;
  if (target === 'packages/server/src/main.ts') return 'nobody imports main.ts';
  for (const [files, allowed] of ROOMS) {
    const match = new RegExp(`^${files}`).exec(file);
    if (!match) continue;
    const fits = allowed.some((pattern) => new RegExp(`^${pattern.replace('$1', match[1] ?? '')}`).test(target));
    return fits ? undefined : `${files} may not import ${target}`;
  }
  return 'the file is in no room of the table';
}

/** The file a specifier leads to; of packages that are not ours, the specifier. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(dirname(file), specifier);
  return specifier
    .replace(/^@clientele\/([^/]+)$/, 'packages/$1/src/index.ts')
    .replace(/^@clientele\/(?=.*\/)/, 'packages/');
}

/** Files in circles: what is left after taking away, again and again, whatever imports no file or is imported by none. */
function circular(imports: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const files = [...imports.keys()];
  const left = files.filter(
    (file) =>
      files.some((other) => imports.get(file)?.has(other)) && files.some((other) => imports.get(other)?.has(file)),
  );
  if (left.length === files.length) return left;
  return circular(new Map(left.map((file) => [file, imports.get(file) ?? new Set()])));
}

/** Every specifier a file imports, re-exports, imports dynamically, or names in a type. */
function specifiersOf(source: string): string[] {
  const statements = source.matchAll(/^\s*(?:import|export)\b(?:[^;'"`]*?\bfrom\b)?\s*['"]([^'"]+)['"]/gm);
  const calls = source.matchAll(/\b(?:import|require|import\.meta\.resolve)\s*\(\s*['"`]([^'"`]+)['"`]/g);
  const workers = source.matchAll(/\bnew\s+URL\(\s*['"](\.[^'"]+\.ts)['"]/g);
  return [...statements, ...calls, ...workers].map((match) => match[1] as string);
}

describe('direction of imports', () => {
  test('every import keeps to the table of rooms', (t) => {
    const imports = sources.flatMap((file) => specifiersOf(read(file)).map((specifier) => [file, specifier] as const));
    assert.ok(
      sources.length > 10 && imports.length > sources.length,
      `saw ${sources.length} files, ${imports.length} imports`,
    );
    t.diagnostic(`${sources.length} files, ${imports.length} imports`);
    assert.deepEqual(
      imports.flatMap(([file, to]) => misdirection(file, to)?.replace(/^/, `${file} -> ${to}: `) ?? []),
      [],
    );
  });

  test('imports never go round in a circle', () => {
    const targets = (file: string) => new Set(specifiersOf(read(file)).map((specifier) => targetOf(file, specifier)));
    assert.deepEqual(circular(new Map(sources.map((file) => [file, targets(file)]))), []);
    const planted = { a: ['b'], b: ['c', 'd'], c: ['b'], d: [] };
    assert.deepEqual(circular(new Map(Object.entries(planted).map(([from, to]) => [from, new Set<string>(to)]))), [
      'b',
      'c',
    ]);
  });

  test('the table refuses what it should refuse', () => {
    const refused = [
      ['packages/core/src/decide.ts', '@clientele/server'],
      ['packages/core/src/decide.ts', '../../server/src/stores/store.ts'],
      ['packages/core/src/decide.test.ts', '../../server/src/stores/store.ts'],
      ['packages/server/src/use-cases/a.ts', '@clientele/core/src/decide.ts'],
      ['packages/server/src/use-cases/a.ts', '../stores/sqlite/sqlite-store.ts'],
      ['packages/server/src/use-cases/a.ts', '../faces/face.ts'],
      ['packages/server/src/stores/sqlite/a.ts', '../postgres/a.ts'],
      ['packages/server/src/stores/sqlite/a.ts', '../../use-cases/a.ts'],
      ['packages/server/src/wire/a.ts', '../faces/caibo/lens.ts'],
      ['packages/server/src/lens/a.ts', '../access/a.ts'],
      ['packages/server/src/access/a.ts', '../faces/face.ts'],
      ['packages/server/src/access/a.ts', '../stores/sqlite/a.ts'],
      ['packages/server/src/faces/face.ts', './caibo/routes.ts'],
      ['packages/server/src/faces/caibo/routes.ts', '../mastercard/routes.ts'],
      ['packages/server/src/faces/caibo/routes.ts', '../../stores/store.ts'],
      ['packages/server/src/faces/caibo/routes.ts', '../../http.ts'],
      ['packages/server/src/delivery/a.ts', '../faces/caibo/lens.ts'],
      ['packages/server/src/http.ts', './faces/caibo/routes.ts'],
      ['packages/server/src/config.ts', './http.ts'],
      ['packages/server/src/cluster/a.ts', '../main.ts'],
      ['packages/server/src/cli/a.ts', '../faces/caibo/lens.ts'],
      ['packages/server/src/cli/a.ts', '../faces/mastercard/settings.ts'],
      ['packages/server/src/faces/settings-kinds.ts', './clientele/settings.ts'],
      ['packages/server/src/cli/a.ts', '../main.ts'],
      ['packages/server/src/moving/a.ts', '../stores/open-store.ts'],
      ['packages/server/src/moving/a.ts', '../faces/settings-kinds.ts'],
      ['packages/server/src/moving/a.ts', '../faces/caibo/lens.ts'],
      ['packages/server/src/moving/matching/a.ts', '../vendor/vendor.ts'],
      ['packages/server/src/moving/vendor/caibo.ts', '../../faces/mastercard/lens.ts'],
      ['packages/server/src/moving/vendor/caibo.ts', '../../faces/caibo/routes.ts'],
      ['packages/server/src/elsewhere/a.ts', '@clientele/core'],
      ['packages/client/src/index.ts', '@clientele/server'],
      ['packages/console/src/a.ts', '@clientele/core'],
    ] as const;
    for (const [file, specifier] of refused) assert.ok(misdirection(file, specifier), `${file} -> ${specifier}`);
    assert.equal(misdirection('packages/server/src/faces/caibo/routes.ts', '../face.ts'), undefined);
    assert.equal(misdirection('packages/server/src/main.ts', './faces/caibo/routes.ts'), undefined);
  });

  test('an import is seen however it is written', () => {
    const source = `
import a from './1';
import type { B } from "./2";
import {
  c,
  type D,
} from './3';
import './4';
export * from './5';
export type { E } from './6';
const f = await import('./7');
type G = import('./8').G;
new Worker(new URL('./9.ts', import.meta.url));
`;
    const found = specifiersOf(source).map((specifier) => specifier.replace(/\D/g, ''));
    assert.deepEqual(found.sort(), ['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  test('core takes only typebox from outside and the client only types from core', () => {
    const outside = (file: string) => specifiersOf(read(file)).filter((specifier) => !specifier.startsWith('.'));
    for (const file of sources.filter((name) => !name.endsWith('.test.ts'))) {
      if (packageOf(file) === 'core')
        assert.deepEqual(
          outside(file).filter((name) => !/^typebox(\/|$)/.test(name)),
          [],
          file,
        );
      if (packageOf(file) === 'client')
        assert.doesNotMatch(read(file), /^import (?!type\b).*'@clientele\/core'/m, file);
    }
  });
});

describe('house rules', () => {
  test('core has no clock, no randomness and no input or output', () => {
    const core = sources.filter((file) => packageOf(file) === 'core' && !file.endsWith('.test.ts'));
    assert.ok(core.length > 5, `saw ${core.length} files`);
    const outside =
      /(?<![.\w$])(?:Date|process|console|performance|crypto|globalThis|fetch|setTimeout)\b|\bMath\s*(?:\.\s*random|\[)/;
    for (const file of core) assert.doesNotMatch(codeOf(read(file)), outside, file);
  });

  test('no drawer folders and nothing called a manager', () => {
    for (const file of ownTypeScript) {
      assert.doesNotMatch(file, /\/(?:utils?|helpers?|common|base|misc|shared)\/|manager/i, file);
      assert.doesNotMatch(codeOf(read(file)), /\b(?:class|interface|type|function|const)\s+\w*manager\b/i, file);
    }
  });

  test('every face has the same file names', () => {
    const required = ['README.md', 'auth.ts', 'lens.ts', 'problems.ts', 'routes.ts', 'schema.ts'];
    // The house's own face speaks the canonical words already: it has nothing to translate.
    const optional: Record<string, string[]> = { clientele: ['lens.ts'] };
    const files = globSync('packages/server/src/faces/*/*').map(slashed);
    const faces = new Set(files.map((file) => dirname(file)));
    assert.ok(faces.size > 0);
    for (const face of faces) {
      const missing = required.filter(
        (name) => !files.includes(`${face}/${name}`) && !optional[basename(face)]?.includes(name),
      );
      assert.deepEqual(missing, [], face);
    }
  });

  test('no file is longer than it may be', (t) => {
    const lengths = ownTypeScript.map((file) => [file, read(file).split('\n').length - 1] as const);
    for (const [file, lines] of lengths)
      if (lines > LINES_AIM) t.diagnostic(`${file}: ${lines} lines, aim ${LINES_AIM}`);
    assert.deepEqual(
      lengths.filter(([, lines]) => lines > LINES_MAX),
      [],
    );
  });

  test('no test has the name of another', () => {
    const seen = new Map<string, string>();
    for (const file of ownTypeScript.filter((name) => name.endsWith('.test.ts'))) {
      for (const name of testNamesOf(read(file))) {
        assert.equal(seen.get(name), undefined, `"${name}" in ${file} is also in ${seen.get(name)}`);
        seen.set(name, file);
      }
    }
    assert.ok(seen.size > 0);
  });

  test('no file names a machine it was written on', () => {
    const places = ['work', 'root', 'home/[a-z][\\w-]*', 'Users/[A-Za-z]\\w*'].join('|');
    const hosts = ['registry\\.[a-z]', 'artifactory', 'verdaccio', 'jfrog\\.', 'pkgs\\.dev\\.', 'npm\\.pkg\\.'].join(
      '|',
    );
    const forbidden = new RegExp(`(?<![\\w}.~*-])/(?:${places})/|://[\\w.-]*(?:${hosts})`);
    const files = textFiles('.');
    assert.ok(files.length > 20, `saw ${files.length} files`);
    for (const file of files) assert.equal(forbidden.exec(read(file))?.[0], undefined, file);
  });
});

interface Locked {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>;
}

describe('dependencies', () => {
  const locked = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages;
  const production = reachable(locked, 'packages/server').filter((path) => path.includes('node_modules/'));

  test('the server runs on few packages', (t) => {
    t.diagnostic(`${production.length} production packages of at most ${PRODUCTION_PACKAGES_MAX}`);
    assert.ok(production.length > 0 && production.length <= PRODUCTION_PACKAGES_MAX, `${production.length} packages`);
  });

  test('no production package runs a script when it is installed', () => {
    assert.deepEqual(
      production.filter((path) => locked[path]?.hasInstallScript),
      [],
    );
  });

  test('every locked package carries its sha512', () => {
    const foreign = Object.entries(locked).filter(([path, { link }]) => path.includes('node_modules/') && !link);
    assert.ok(foreign.length > 0);
    for (const [path, { integrity }] of foreign) assert.match(integrity ?? '', /^sha512-[A-Za-z0-9+/]{86}==$/, path);
  });

  test('every production package has a licence we may pass on', () => {
    for (const path of production.filter((name) => existsSync(join(name, 'package.json')))) {
      const { license } = JSON.parse(read(join(path, 'package.json'))) as { license?: unknown };
      const terms = String(license).replace(/[()]/g, '').split(/ OR /);
      assert.ok(
        terms.some((term) => LICENCES.test(term)),
        `${path}: ${String(license)}`,
      );
    }
  });
});

/** The lock's paths that a package needs in production, found the way Node finds them: nearest node_modules first. */
function reachable(locked: Record<string, Locked>, from: string, seen = new Set<string>()): string[] {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = locked[from] ?? {};
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const path = lookUp(locked, from, name);
    const mayLack = optionalDependencies?.[name] ?? peerDependenciesMeta?.[name]?.optional;
    assert.ok(path !== undefined || mayLack, `${from} needs ${name}, which the lock does not have`);
    if (path === undefined || seen.has(path)) continue;
    seen.add(path);
    reachable(locked, path, seen);
  }
  return [...seen];
}

function lookUp(locked: Record<string, Locked>, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.includes('/') ? dirname(at) : '') {
    const path = posix.join(at, 'node_modules', name);
    const entry = locked[path];
    if (entry) return entry.link ? entry.resolved : path;
    if (at === '') return undefined;
  }
}

/** The source without comments and quoted strings, so that words in them do not count. Templates stay: they hold code. */
function codeOf(source: string): string {
  const token = /(`(?:\\.|[^`\\])*`)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return source.replace(token, (_, template?: string) => template ?? '');
}

/**
 * Names of tests, each below the `describe` before it; `regex.test(…)` and `t.test(…)` are something else. Names that
 * are put together from values cannot be told apart here and are left out.
 */
function testNamesOf(source: string): string[] {
  const names: string[] = [];
  let subject = '';
  for (const [, verb, , name] of source.matchAll(
    /(?<![.\w])(describe|suite|test|it)(?:\.\w+)?\(\s*(['"`])((?:\\.|(?!\2).)+)\2/g,
  )) {
    if (verb === 'describe' || verb === 'suite') subject = `${name} > `;
    else if (!name?.includes('${')) names.push(subject + name);
  }
  return names;
}

/** Text files of the repository, below a folder. */
function textFiles(folder: string): string[] {
  const left = new Set(['node_modules', '.git', 'coverage', 'dist']);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (left.has(entry.name) || path === 'data') return [];
    if (entry.isDirectory()) return textFiles(path);
    return entry.isFile() && !/\.(png|jpe?g|gif|ico|woff2?|pdf|gz|db|log|p12)$/.test(basename(path)) ? [path] : [];
  });
}

function packageOf(file: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(file)?.[1];
}

function slashed(file: string): string {
  return file.replaceAll('\\', '/');
}
