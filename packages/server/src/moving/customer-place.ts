/** What a line about a customer says first: whose, which, at what version, and whether it goes on in the next line. */
export interface CustomerPlace {
  readonly type: 'customer' | 'history';
  readonly tenant: string;
  readonly id: string;
  readonly version: number;
  readonly tag: string;
  readonly more: boolean;
}

/** As `export` writes it. A file by another hand may be in another order: then all of the line has to be read. */
const BEGINNING =
  /^\{"type":"(customer|history)","tenant":"([a-z0-9-]{1,63})","id":"(cus_[0-9A-Za-z]{22})","version":(\d{1,15}),"tag":"([\w-]{8})","more":(true|false)[,}]/;
const BEGINNING_BYTES_MAX = 256;

/** What the beginning of a line says, without reading the rest. */
export function placeIn(line: Buffer): CustomerPlace | undefined {
  const match = BEGINNING.exec(line.toString('latin1', 0, BEGINNING_BYTES_MAX));
  if (!match) return undefined;
  const [, type, tenant = '', id = '', version, tag = '', more] = match;
  return { type: type as CustomerPlace['type'], tenant, id, version: Number(version), tag, more: more === 'true' };
}

/** The beginning of such a line. */
export function beginningOf({ type, tenant, id, version, tag, more }: CustomerPlace): string {
  const members = `"tenant":${JSON.stringify(tenant)},"id":"${id}","version":${version},"tag":"${tag}","more":${more}`;
  return `{"type":"${type}",${members}`;
}
