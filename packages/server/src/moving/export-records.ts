import type { CustomerDump, Reader, TenantRow } from '../stores/store.ts';
import { settingName } from '../use-cases/settings-document.ts';
import type { SettingsKind } from '../use-cases/settings-rules.ts';
import type { Seal } from '../vault/seal.ts';
import { customerLines } from './export-customer.ts';
import { type EndLine, FORMAT_VERSION, type HeaderLine, LINE_BYTES_MAX } from './record-line.ts';
import type { ResumePoint } from './resume-point.ts';

/** Customers read in one go, and of these, whose history is read at the same time. */
const PAGE_CUSTOMERS = 200;
const READ_AT_ONCE = 8;
/** Text is handed over in pieces of about this length: larger ones would not be written any faster. */
const TEXT_LENGTH = 256 * 1024;

export interface ExportOptions {
  readonly reader: Reader;
  readonly seal: Seal;
  readonly settingsKinds: readonly Pick<SettingsKind, 'face'>[];
  /** Only this one. */
  readonly tenant?: string;
  /** Where an earlier export was interrupted. */
  readonly resume?: ResumePoint;
  /** RFC 3339. */
  readonly now: string;
  /** A customer that no line can hold. */
  readonly onLeftOut: (id: string, reason: string) => void;
  readonly onProgress: (progress: { readonly customers: number; readonly share: number }) => void;
}

/** The text of a file of records, some lines at a time. Holds one page of customers. */
export async function* exportRecords(options: ExportOptions): AsyncGenerator<string> {
  const { reader, tenant: wanted, resume, now, onProgress } = options;
  const tenants = (await reader.tenants()).filter(({ id }) => wanted === undefined || id === wanted);
  let customers = resume?.customers ?? 0;
  if (!resume) yield lineOf(headerOf(now, wanted));
  for (const [index, tenant] of tenants.entries()) {
    const last = resume?.last;
    if (last && tenant.id < last.tenant) continue;
    const isBegun = last?.tenant === tenant.id;
    if (!isBegun) yield await tenantLines(options, tenant);
    let text = '';
    for await (const part of customersOf(options, tenant, isBegun ? last.id : '')) {
      customers += part.count;
      text += part.text;
      if (text.length < TEXT_LENGTH) continue;
      yield text;
      text = '';
      onProgress({ customers, share: (index + shareBefore(part.id)) / tenants.length });
    }
    yield text;
    onProgress({ customers, share: (index + 1) / tenants.length });
  }
  yield lineOf<EndLine>({ type: 'end', customers });
}

function headerOf(exportedAt: string, tenant: string | undefined): HeaderLine {
  const format = { format: 'clientele-records', version: FORMAT_VERSION } as const;
  return { type: 'header', ...format, exportedAt, ...(tenant !== undefined && { tenant }) };
}

async function tenantLines({ reader, seal, settingsKinds }: ExportOptions, tenant: TenantRow): Promise<string> {
  let text = lineOf({ type: 'tenant', ...tenant });
  for (const { face } of settingsKinds) {
    const kept = await reader.setting(settingName(face, tenant.id));
    if (kept) text += lineOf({ type: 'settings', tenant: tenant.id, face, ...JSON.parse(seal.open(kept)) });
  }
  return text;
}

interface Exported {
  readonly text: string;
  readonly count: number;
  readonly id: string;
}

async function* customersOf(
  options: ExportOptions,
  { id: tenant }: TenantRow,
  begin: string,
): AsyncGenerator<Exported> {
  for (let after = begin; ; ) {
    const page = await options.reader.dump(tenant, { limit: PAGE_CUSTOMERS, ...(after !== '' && { after }) });
    for (let at = 0; at < page.length; at += READ_AT_ONCE)
      yield* customersText(options, page.slice(at, at + READ_AT_ONCE));
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.row.id;
  }
}

/** The first lines of some customers are made at the same time: a database far away is waited for once, not once for each. */
async function* customersText(options: ExportOptions, dumps: readonly CustomerDump[]): AsyncGenerator<Exported> {
  const begun = dumps.map((dump) => {
    const lines = customerLines(options, dump);
    const first = lines.next();
    // It may fail before its turn to be waited for.
    first.catch(() => {});
    return { id: dump.row.id, lines, first };
  });
  for (const { id, lines, first } of begun) {
    let isLeftOut = false;
    for (let line = await first; !line.done; line = await lines.next()) {
      isLeftOut ||= isTooLong(line.value);
      if (isLeftOut) continue;
      yield { text: line.value, count: 0, id };
    }
    if (isLeftOut) options.onLeftOut(id, `a line of it would be longer than ${LINE_BYTES_MAX} bytes`);
    yield { text: '', count: isLeftOut ? 0 : 1, id };
  }
}

function isTooLong(line: string): boolean {
  return line.length * 3 > LINE_BYTES_MAX && Buffer.byteLength(line) > LINE_BYTES_MAX;
}

function lineOf<Line extends object>(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Ids are random, so how far one is into all ids there may be tells how much of the customers is behind it. */
function shareBefore(id: string): number {
  return [...id.slice(4, 9)].reduceRight((share, digit) => (Math.max(0, BASE_62.indexOf(digit)) + share) / 62, 0);
}
