import { resolve } from 'node:path';
import type { SandboxFile } from './sandbox/sandbox-file.ts';

/** What a start prints for the person who started it: where everything is, and one line per face that can be pasted. */
export function welcome(baseUrl: string, data: string, sandbox: SandboxFile | undefined): string {
  const places = [
    `Clientele is at  ${baseUrl}`,
    `reference        ${baseUrl}/docs`,
    `OpenAPI          ${baseUrl}/openapi/clientele.json`,
  ];
  return `\n${[...places, ...(sandbox ? tries(baseUrl, data, sandbox) : [])].join('\n')}\n\n`;
}

/** The lines read the secrets from the file: they stay out of the terminal's scroll-back and the shell's history. */
function tries(baseUrl: string, data: string, { clientele, caibo, mastercard, cybersource }: SandboxFile): string[] {
  const file = resolve(data, 'sandbox.json');
  const from = (path: string) => `$(node -p "JSON.parse(fs.readFileSync('${file}')).${path}")`;
  return [
    `sandbox          ${file} (credentials)`,
    '',
    '# /v1',
    `curl -s -H "Authorization: Bearer ${from('clientele.integratorToken')}" ${baseUrl}/v1/customers/${clientele.customerId}`,
    '# Caibo',
    `curl -s -H "X-API-Key: ${from('caibo.apiKey')}" ${baseUrl}/customers/${caibo.customerId}`,
    `# Mastercard: ${baseUrl}${mastercard.basePath}, signed with the keys in sandbox.json; npm run tour does it`,
    `# Cybersource: ${baseUrl}/tms/v2/customers/${cybersource.customerId}, signed as ${cybersource.merchantId} with the keys in sandbox.json`,
  ];
}
