#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { readSandboxFile, type SandboxFile } from '../sandbox/sandbox-file.ts';
import { tourCaibo } from './tour/caibo.ts';
import { tourClientele } from './tour/clientele.ts';
import { tourCybersource } from './tour/cybersource.ts';
import { tourFourFaces } from './tour/four-faces.ts';
import { tourMastercard } from './tour/mastercard.ts';

/** Shows the main job on a running sandbox: the vendors' own examples, a stale write, and what is left of it all. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string', default: process.env['CLIENTELE_DATA'] ?? './data' } },
  });
  const file = await readSandboxFile(`${values.data}/sandbox.json`);
  if (!file?.baseUrl || !file.mastercard || !file.cybersource || !file.caibo || !file.clientele) {
    throw new Error(`no sandbox.json in ${values.data}; start the server first, or name its --data`);
  }
  const sandbox = file as SandboxFile;
  await tourMastercard(sandbox);
  await tourCybersource(sandbox);
  await tourCaibo(sandbox);
  await tourClientele(sandbox);
  await tourFourFaces(sandbox);
}

main().catch((error: Error) => {
  process.stderr.write(`tour: ${error.message}\n`);
  process.exitCode = 1;
});
