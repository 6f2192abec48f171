import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { addOffline } from '../../src/cli/add-offline.ts';
import { createLog } from '../../src/log.ts';
import { type Running, start } from '../../src/main.ts';

const CLI = new URL('../../src/cli/clientele.ts', import.meta.url).pathname;

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command; the server in this process can answer it meanwhile. */
async function cli(args: readonly string[], { input = '', token = '' } = {}): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, 'settings', ...args], {
    env: { ...process.env, ...(token !== '' && { CLIENTELE_TOKEN: token }) },
  });
  child.stdin.on('error', () => {}).end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, output, errors };
}

let directory: string;
let data: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clientele-cli-'));
  data = join(directory, 'data');
});
after(() => rm(directory, { recursive: true, force: true }));

describe('the command for settings', () => {
  const face = ['--face', 'mastercard'];

  it('reads and writes the data directory of a server that is not running', async () => {
    assert.ok((await addOffline({ data }, { tenant: 'acme', face: 'clientele', role: 'operator' })).ok);
    const offline = [...face, '--tenant', 'acme', '--data', data];
    const shown = await cli(['show', ...offline]);
    assert.equal(shown.code, 0, shown.errors);
    assert.equal(JSON.parse(shown.output).version, 0);
    assert.equal(JSON.parse(shown.output).settings.clientNumber.lengthMax, 64);
    const file = join(directory, 'settings.json');
    await writeFile(file, '{"clientNumber": {"lengthMax": 32}}');
    const set = await cli(['set', ...offline, '--file', file]);
    assert.equal(set.code, 0, set.errors);
    const { version, changedBy, settings } = JSON.parse(set.output);
    assert.deepEqual([version, changedBy, settings.clientNumber.lengthMax], [1, 'command-line', 32]);
    assert.equal((await cli(['show', ...offline])).output, set.output);
    const refused = await cli(['set', ...offline, '--file', '-'], { input: '{"clientNumber": {"lengthMax": 0}}' });
    assert.equal(refused.code, 1);
    assert.match(refused.errors, /^clientele: \/clientNumber\/lengthMax must be at least 1\n$/);
    assert.match((await cli(['show', ...face, '--tenant', 'nobody', '--data', data])).errors, /no tenant nobody/);
  });

  it('asks a running server as its operator', async () => {
    const made = await addOffline({ data }, { tenant: 'beta', face: 'clientele', role: 'operator' });
    assert.ok(made.ok);
    const token = String(made.value.material.secret);
    const config = { host: '127.0.0.1', port: 0, data, logLevel: 'silent', sandbox: false } as const;
    const running: Running = await start(config, createLog('silent'));
    try {
      const online = [...face, '--url', running.baseUrl];
      const set = await cli(['set', ...online, '--file', '-'], { input: '{"phones": "standard"}', token });
      assert.equal(set.code, 0, set.errors);
      const shown = await cli(['show', ...online], { token });
      assert.deepEqual(JSON.parse(shown.output), JSON.parse(set.output));
      const { changedBy, settings } = JSON.parse(shown.output);
      assert.deepEqual([changedBy, settings.phones], [made.value.credential.id, 'standard']);
      const refused = await cli(['set', ...online, '--file', '-'], { input: '{"fones": "any"}', token });
      assert.deepEqual([refused.code, refused.output], [1, '']);
      assert.match(refused.errors, /\/fones is not a known member; did you mean phones\?/);
      const taken = await cli(['show', ...face, '--tenant', 'beta', '--data', data]);
      assert.match(taken.errors, /in use by another process/);
    } finally {
      await running.close();
    }
  });

  it('says in one line what it was not told, or cannot read', async () => {
    const missing = join(directory, 'missing.json');
    for (const [args, input, told] of [
      [['show'], '', /--face must be one of mastercard/],
      [['set', '--face', 'caibo', '--file', '-'], '', /--face must be one of mastercard/],
      [['set', ...face], '', /--file must name/],
      [['set', ...face, '--file', missing], '', /--file cannot be read/],
      [['set', ...face, '--file', '-'], '{', /--file is not JSON/],
    ] as const) {
      const ended = await cli(args, { input });
      assert.equal(ended.code, 1);
      assert.match(ended.errors, told);
      assert.equal(ended.errors.trim().split('\n').length, 1);
    }
    assert.equal((await cli(['drop', ...face])).code, 2);
  });
});
