import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

interface Findings {
  readonly totals: { readonly errors: number; readonly warnings: number; readonly ignored: number };
  readonly problems: readonly { readonly ruleId: string; readonly message: string }[];
}

const cli = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));
/** Keeps the tool from looking for its updates and from reporting its use: no socket is opened with these. */
const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_NOTIFICATIONS: 'true', CI: 'true' };

/** What Redocly's lint finds in a document with all rules of its `recommended` set, and no configuration of ours. */
export async function lint(document: unknown): Promise<Findings> {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-openapi-'));
  try {
    await writeFile(join(directory, 'openapi.json'), JSON.stringify(document));
    const options = [cli, 'lint', 'openapi.json', '--extends', 'recommended', '--format', 'json'];
    const running = promisify(execFile)(process.execPath, options, {
      cwd: directory,
      env: { ...process.env, ...quiet },
    });
    // The tool exits with 1 when it finds errors, and still writes down which.
    const { stdout } = await running.catch((failure: { stdout: string }) => failure);
    return JSON.parse(stdout) as Findings;
  } finally {
    await rm(directory, { recursive: true });
  }
}
