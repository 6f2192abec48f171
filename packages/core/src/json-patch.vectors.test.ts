import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { freeze } from '../test/frozen.ts';
import type { Json } from './json.ts';
import { applyJsonPatch } from './json-patch.ts';

interface Vector {
  readonly comment?: string;
  readonly doc: Json;
  readonly patch: Json;
  readonly expected?: Json;
  readonly error?: string;
  readonly disabled?: boolean;
}

const carried = [
  { file: 'json-patch-test-suite/tests.json', active: 75 },
  { file: 'json-patch-test-suite/spec_tests.json', active: 16 },
];
const external = [
  { file: 'jp-tests.json', active: 92 },
  { file: 'jp-spec.json', active: 16 },
  { file: 'jp-idubrov.json', active: 102 },
];
const externalFolder = join(import.meta.dirname, '../../../../shared/vectors/json-patch');

for (const { file, active } of carried) {
  test(`${file}: every case ends as the suite says`, (t) => {
    runVectors(readFileSync(new URL(import.meta.resolve(file)), 'utf8'), active);
    t.diagnostic(`${active}/${active} cases of ${file}`);
  });
}

for (const { file, active } of external) {
  test(`${file}: every case ends as the suite says`, (t) => {
    const path = join(externalFolder, file);
    if (!existsSync(path)) {
      t.diagnostic(`${active} external cases left out: no ${path}`);
      return t.skip();
    }
    runVectors(readFileSync(path, 'utf8'), active);
    t.diagnostic(`${active}/${active} cases of ${file}`);
  });
}

function runVectors(text: string, active: number): void {
  const vectors = (JSON.parse(text) as Vector[]).filter((vector) => !vector.disabled);
  assert.equal(vectors.length, active);
  for (const [index, { comment, doc, patch, expected, error }] of vectors.entries()) {
    const outcome = applyJsonPatch(freeze(doc), freeze(patch));
    const label = `case ${index}: ${comment ?? JSON.stringify(patch)}`;
    assert.equal(outcome.ok, error === undefined, `${label}; ${inspect(outcome)}`);
    if (outcome.ok && expected !== undefined) assert.deepEqual(outcome.value, expected, label);
  }
}
