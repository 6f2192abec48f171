/**
 * Who may import whom; importing a type counts. `test/tidy.test.ts` holds the same table a second time, without a tool, on purpose:
 * this one resolves modules and finds circles, that one cannot be blinded by a tool's version.
 *
 * The parser is swc because dependency-cruiser's own TypeScript reader finds no module at all under TypeScript 7,
 * and then reports success. `test/direction.ts` runs this file and fails when anything was left unread.
 */
const CORE = '^packages/core/src/index\\.ts$';
const SERVER = '^packages/server/src/';
const PORT = `${SERVER}stores/store\\.ts$`;
const GROUP_COMMIT = `${SERVER}stores/group-commit/`;
const OPENING = `${SERVER}stores/open-[^/]+\\.ts$`;
const FACE = `${SERVER}faces/(face|perform)\\.ts$`;
const USE_CASES = `${SERVER}use-cases/`;
const ACCESS = `${SERVER}access/`;
const WIRE = `${SERVER}wire/`;
const LENS = `${SERVER}lens/`;
const SEAL = `${SERVER}vault/seal\\.ts$`;
/** Time and chance, handed down as arguments. */
const GROUND = `${SERVER}(clock|random)\\.ts$`;
const SANDBOX = `${SERVER}sandbox/`;
const TESTS = ['\\.test\\.ts$', '^packages/[^/]+/test/'];

/** Files matching `from` (tests beside them left out) import of ours only what `allowed` lists. */
const room = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: TESTS },
  to: { path: '^packages/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'Core decides; it does no I/O. Only typebox comes from outside, and nothing from Node.',
      from: { path: '^packages/core/src/', pathNot: TESTS },
      to: { pathNot: ['^packages/core/src/', '^node_modules/typebox/'] },
    },
    room(
      'use-cases',
      USE_CASES,
      [USE_CASES, CORE, PORT, ACCESS, SEAL, GROUND],
      'A use case knows the domain and the port; no HTTP, no SQL, no vendor.',
    ),
    room('port', PORT, [CORE], "The port belongs to its users: it speaks core's words only."),
    room(
      'group commit',
      GROUP_COMMIT,
      [GROUP_COMMIT, CORE, PORT],
      'What stores share about committing knows the port, and no store.',
    ),
    room(
      'stores',
      `${SERVER}stores/([^/]+)/`,
      [`${SERVER}stores/$1/`, GROUP_COMMIT, CORE, PORT],
      'A store implements the port. It knows neither who calls it nor any other store.',
    ),
    room('opening stores', OPENING, [`${SERVER}stores/`], 'Which store a place means is said in one place.'),
    room('wire', WIRE, [WIRE, LENS, CORE], 'What faces share about bytes lies below every face.'),
    room('lens', LENS, [LENS, WIRE, CORE], 'What faces share about translation lies below every face.'),
    room(
      'access',
      ACCESS,
      [ACCESS, CORE, PORT, WIRE, SEAL, GROUND],
      'Who may do what is decided without knowing a vendor or a database.',
    ),
    room(
      'face',
      FACE,
      [FACE, CORE, USE_CASES, ACCESS, WIRE, LENS],
      'The interface of a face knows what every face may know, and no face.',
    ),
    room(
      'settings kinds',
      `${SERVER}faces/settings-kinds\\.ts$`,
      [`${SERVER}faces/(?!clientele/)[^/]+/settings\\.ts$`],
      'The list of what a tenant can settle knows what the faces say of that, and nothing else of them.',
    ),
    room(
      'faces',
      `${SERVER}faces/([^/]+)/`,
      [`${SERVER}faces/$1/`, FACE, CORE, USE_CASES, ACCESS, WIRE, LENS],
      'A face translates. It never touches a store and never another face, so a fifth one changes none of the four.',
    ),
    room(
      'delivery',
      `${SERVER}delivery/`,
      [`${SERVER}delivery/`, CORE, PORT],
      'Delivery takes sealed events from the port; what a vendor wants to hear is handed to it by main.ts.',
    ),
    room('vault', `${SERVER}vault/`, [`${SERVER}vault/`, CORE], 'Encryption knows bytes and keys.'),
    room(
      'moving',
      `${SERVER}moving/(?!matching/|vendor/(mastercard|cybersource|caibo)\\.ts$)`,
      [`${SERVER}moving/`, LENS, CORE, PORT, USE_CASES, SEAL, `${SERVER}wire/strict-json\\.ts$`],
      'Records are moved through the port, from whichever store to whichever; what a file may say is judged as a live write.',
    ),
    room(
      'moving from a vendor',
      `${SERVER}moving/vendor/(mastercard|cybersource|caibo)\\.ts$`,
      [
        `${SERVER}moving/vendor/vendor\\.ts$`,
        `${SERVER}faces/$1/(edit|lens|schema|settings|shipping-edit)\\.ts$`,
        ...[LENS, CORE],
      ],
      "A vendor's file says what its face says: by that face's lens and rules, and by no second table.",
    ),
    room(
      'matching',
      `${SERVER}moving/matching/`,
      [`${SERVER}moving/matching/`, CORE, PORT, USE_CASES, SEAL],
      'Who is the same customer is decided on records, whichever vendor and file they came from.',
    ),
    room('ledger', `${SERVER}ledger/`, [`${SERVER}ledger/`, CORE, PORT], 'The ledger reads history through the port.'),
    room(
      'http',
      `${SERVER}(http|unparsed|request-log)\\.ts$`,
      [`${SERVER}(unparsed|request-log)\\.ts$`, FACE, WIRE, CORE, USE_CASES, ACCESS, `${SERVER}pages/`],
      'The HTTP server knows what a face is, not which there are.',
    ),
    room(
      'cluster',
      `${SERVER}cluster/`,
      [`${SERVER}cluster/`],
      'Looking after processes takes no knowing what they do.',
    ),
    room('config', `${SERVER}config\\.ts$`, [CORE], 'Configuration is read once and knows nobody.'),
    room(
      'pages',
      `${SERVER}pages/`,
      [`${SERVER}pages/`, FACE, CORE, WIRE],
      'Pages are made of what a face says of itself, whichever face it is.',
    ),
    room(
      'log',
      `${SERVER}log\\.ts$`,
      [`${SERVER}(request-log|config)\\.ts$`],
      'The log implements what the HTTP server wants to have logged.',
    ),
    room(
      'sandbox',
      SANDBOX,
      [SANDBOX, CORE, PORT, USE_CASES, ACCESS, GROUND],
      'The sandbox is filled through use cases, like anything else.',
    ),
    room('welcome', `${SERVER}welcome\\.ts$`, [SANDBOX], 'The welcome tells what the sandbox holds.'),
    room(
      'cli',
      `${SERVER}cli/`,
      [
        `${SERVER}cli/`,
        ...[CORE, USE_CASES, `${SERVER}stores/`, `${SERVER}moving/`, ACCESS, SANDBOX, SEAL, GROUND],
        `${SERVER}config\\.ts$`,
        `${SERVER}faces/settings-kinds\\.ts$`,
      ],
      'Commands work on the data directory through use cases; they speak no vendor protocol, and of a face they know what can be set.',
    ),
    {
      name: 'every-file-has-a-room',
      severity: 'error',
      comment:
        'A file outside the rooms above has no rule. Put it into one, or write down what the new room may import.',
      from: {
        path: SERVER,
        pathNot: [
          ...TESTS,
          `${SERVER}(access|cli|cluster|delivery|ledger|lens|moving|pages|sandbox|use-cases|vault|wire)/`,
          `${SERVER}(faces|stores)/[^/]+/`,
          OPENING,
          `${SERVER}(faces/face|faces/perform|faces/settings-kinds|stores/store|clock|config|http|log|main|random|request-log|unparsed|version|welcome)\\.ts$`,
        ],
      },
      to: {},
    },
    room(
      'client',
      '^packages/client/src/',
      ['^packages/client/src/', CORE],
      'The client runs anywhere: it takes types from core.',
    ),
    room(
      'console',
      '^packages/console/src/',
      ['^packages/console/src/', '^packages/client/src/index\\.ts$'],
      'The console is a customer of the public API like any other.',
    ),
    {
      name: 'nobody-imports-main',
      severity: 'error',
      comment: 'main.ts is the composition root: it is started; only tests import it, to start it in their process.',
      from: { pathNot: TESTS },
      to: { path: `${SERVER}main\\.ts$` },
    },
    {
      name: 'no-deep-import',
      severity: 'error',
      comment: "Another package is entered by its door, '@clientele/core', not by a path into it.",
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/[^/]+/', pathNot: ['^packages/$1/', '^packages/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'no-relative-import-of-a-package',
      severity: 'error',
      comment: 'Another package is imported by its name, so that package.json tells the truth about who needs whom.',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/[^/]+/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or hide a third. Type-only imports count.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports it and it imports nothing: dead, or an entry point that should be named here.',
      from: { orphan: true, pathNot: [...TESTS, `${SERVER}main\\.ts$`, `${SERVER}cli/[^/]+\\.ts$`, '-worker\\.ts$'] },
      to: {},
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'An import that leads nowhere is judged by no other rule.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependency-in-production',
      severity: 'error',
      comment: 'What runs in production is in the dependencies of its own package.',
      from: { path: '^packages/[^/]+/src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '^packages/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
