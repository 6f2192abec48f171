import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Face } from '../../src/faces/face.ts';
import { openApiDocument } from '../../src/pages/openapi.ts';
import { describedFaces } from './described-faces.ts';
import { lint } from './redocly.ts';
import { toyFace } from './toy-face.ts';

const options = { version: '1.2.3', serverUrl: '/' };
const document = openApiDocument(toyFace, options);
const update = document.paths['/toys/{id}']?.['patch'];

interface Flagged {
  readonly 'x-mastercard-api-encrypted'?: unknown;
}

describe('the OpenAPI document', async () => {
  for (const face of describedFaces()) {
    test(`of ${face.name} passes every rule of the lint`, async () => {
      const { totals, problems } = await lint(openApiDocument(face, options));
      assert.deepEqual(problems, []);
      assert.deepEqual(totals, { errors: 0, warnings: 0, ignored: 0 });
    });

    test(`of ${face.name} is plain JSON without a keyword of ours`, () => {
      const made = openApiDocument(face, options);
      assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
      assert.doesNotMatch(JSON.stringify(made), /"mutability":|"class":"|"~/);
    });
  }

  test('is refused by the lint when something is missing', async () => {
    const { problems } = await lint({ ...document, servers: [] });
    assert.deepEqual(
      problems.map(({ ruleId }) => ruleId),
      ['no-empty-servers'],
    );
  });

  test('says in words of JSON Schema who may write a member', () => {
    const { Toy } = document.components.schemas;
    const properties = Toy?.['properties'] as Record<string, unknown>;
    assert.deepEqual(properties['id'], { type: 'string', pattern: '^[0-9]+$', readOnly: true });
    assert.deepEqual(properties['number'], {
      type: 'string',
      description: 'May be given while it is absent, and never changes afterwards.',
    });
    assert.deepEqual(properties['phone'], { type: 'string', format: 'phone' });
    assert.deepEqual(properties['class'], {
      type: 'string',
      maxLength: 10,
      description: 'A member named like a keyword',
    });
  });

  test('refers to a named schema wherever it stands, and defines none that nobody refers to', () => {
    assert.deepEqual(Object.keys(document.components.schemas), ['Toy', 'ToyList', 'Problem']);
    const reference = { $ref: '#/components/schemas/Toy' };
    assert.deepEqual(update?.requestBody?.content['application/merge-patch+json']?.schema, reference);
    const list = document.components.schemas['ToyList']?.['properties'] as { items: unknown };
    assert.deepEqual(list.items, { type: 'array', items: reference });
  });

  test('keeps the refusals of a status in one place, and an answer of its own where an operation has one', () => {
    assert.deepEqual(Object.keys(document.components.responses), ['Refusal400', 'Refusal401', 'Refusal404']);
    assert.deepEqual(update?.responses['404'], { $ref: '#/components/responses/Refusal404' });
    assert.equal((update?.responses['412'] as { description: string }).description, 'Another version');
  });

  test('names the request id and the headers of an answer', () => {
    assert.deepEqual((update?.responses['200'] as { headers: unknown }).headers, {
      ETag: { description: 'Its version', schema: { type: 'string' } },
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
    });
  });

  test('asks for any one credential, with its scope where the credential has scopes, and for none in public', () => {
    assert.deepEqual(update?.security, [{ token: ['customers:write'] }, { key: [] }]);
    assert.deepEqual(document.paths['/hello']?.['post']?.security, []);
  });

  test('has every parameter of a path, described or not', () => {
    const parameters = document.paths['/boxes/{box}/toys/{id}']?.['get']?.parameters;
    assert.deepEqual(
      parameters?.map((parameter) => [parameter.name, parameter.in, parameter.required]),
      [
        ['box', 'path', true],
        ['id', 'path', true],
      ],
    );
    assert.deepEqual(
      update?.parameters?.map(({ name, required }) => [name, required]),
      [
        ['id', true],
        ['If-Match', true],
        ['dryRun', undefined],
      ],
    );
  });

  test('says whether a body may be left out', () => {
    assert.equal(update?.requestBody?.required, true);
    assert.equal(document.paths['/hello']?.['post']?.requestBody?.required, false);
  });
});

describe("the OpenAPI document of Mastercard's face", () => {
  const face = describedFaces().find(({ name }) => name === 'mastercard') as Face;
  const made = openApiDocument(face, options);
  const operations = Object.values(made.paths).flatMap((item) => Object.values(item));

  test('says of every operation that it may be encrypted, and how in its beginning', () => {
    assert.equal(operations.length, face.routes.length);
    const flags = operations.map((operation) => (operation as unknown as Flagged)['x-mastercard-api-encrypted']);
    assert.deepEqual(new Set(flags), new Set([true]));
    assert.match(made.info.description ?? '', /`encryptedData`.*JWE/);
  });

  test('has the correlation id in every answer, refusals too', () => {
    assert.deepEqual(Object.keys(made.components.headers), ['X-Request-Id', 'X-MC-Correlation-ID']);
    const own = operations.flatMap(({ responses }) => Object.values(responses));
    const answers = [...own, ...Object.values(made.components.responses)].filter((answer) => 'headers' in answer);
    assert.ok(answers.length > operations.length);
    for (const { headers } of answers)
      assert.deepEqual(headers['X-MC-Correlation-ID'], { $ref: '#/components/headers/X-MC-Correlation-ID' });
  });
});

describe('an operation under several prefixes', () => {
  const only = (...kept: number[]): Face => ({
    ...toyFace,
    routes: toyFace.routes.filter((_, at) => kept.includes(at)),
  });

  test('is described once, with a server for each prefix', () => {
    assert.deepEqual(document.servers, [{ url: '/' }]);
    assert.deepEqual(update?.servers, [{ url: '/' }, { url: '/api' }]);
    assert.equal(document.paths['/api/toys/{id}'], undefined);
  });

  test('has the servers of the document when all operations have the same', () => {
    const all = openApiDocument(only(0, 1, 2, 3), { version: '1', serverUrl: 'https://records.example/' });
    assert.deepEqual(all.servers, [{ url: 'https://records.example' }, { url: 'https://records.example/api' }]);
    assert.equal(all.paths['/toys']?.['get']?.servers, undefined);
  });

  test('cannot be two different operations', () => {
    const [update, , list] = toyFace.routes as [Face['routes'][0], unknown, Face['routes'][0]];
    const face = { ...toyFace, routes: [update, { ...list, operation: update.operation }] };
    assert.throws(() => openApiDocument(face, options), /updateToy is .* another operation/);
  });

  test('cannot have a schema under the name of the refusals', () => {
    const schemas = { Problem: toyFace.description.schemas['Toy'] as NonNullable<unknown> };
    const face = { ...toyFace, description: { ...toyFace.description, schemas } } as Face;
    assert.throws(() => openApiDocument(face, options), /the name Problem/);
  });
});
