/** One write as its client saw it. */
export interface Operation {
  readonly customerId: string;
  /** Written by this operation and by no other. */
  readonly value: string;
  readonly baseVersion: number;
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
  /** The version the acknowledgement named. */
  readonly version?: number;
}

/** A customer's history as the server tells it, oldest first, and the value its record holds now. */
export interface KeptHistory {
  readonly customerId: string;
  readonly entries: readonly { readonly version: number; readonly value?: string | undefined }[];
  readonly currentVersion: number;
  readonly currentValue?: string | undefined;
}

/**
 * What is wrong between what clients were told and what was kept. A record with an ETag is a register with unique
 * versions, so one pass is enough: one acknowledgement per version; each acknowledged value kept at its version, once;
 * no refused value kept; base + 1 is the version; no gap in the history; the record is what its history ends with.
 */
export function violationsOf(operations: readonly Operation[], histories: readonly KeptHistory[]): string[] {
  return [
    ...histories.flatMap(brokenHistory),
    ...acknowledgedTwice(operations),
    ...brokenPromises(operations, histories),
  ];
}

function brokenHistory({ customerId, entries, currentVersion, currentValue }: KeptHistory): string[] {
  const violations: string[] = [];
  entries.forEach(({ version }, index) => {
    if (version !== index + 1) violations.push(`${customerId}: entry ${index + 1} has version ${version}`);
  });
  if (entries.at(-1)?.version !== currentVersion) violations.push(`${customerId}: the record is not at its last entry`);
  const lastValue = entries.findLast(({ value }) => value !== undefined)?.value;
  if (lastValue !== currentValue) violations.push(`${customerId}: the record does not hold what its history ends with`);
  return violations;
}

function acknowledgedTwice(operations: readonly Operation[]): string[] {
  const seen = new Map<string, string>();
  return operations.flatMap(({ outcome, customerId, version, value }) => {
    if (outcome !== 'acknowledged') return [];
    const name = `${customerId} version ${version}`;
    const before = seen.get(name);
    seen.set(name, value);
    return before === undefined ? [] : [`${name} was acknowledged twice`];
  });
}

function brokenPromises(operations: readonly Operation[], histories: readonly KeptHistory[]): string[] {
  const keptAt = new Map<string, number[]>();
  for (const { entries } of histories) {
    for (const { version, value } of entries) {
      if (value !== undefined) keptAt.set(value, [...(keptAt.get(value) ?? []), version]);
    }
  }
  return operations.flatMap(({ value, outcome, version, baseVersion }) => {
    const versions = keptAt.get(value) ?? [];
    if (versions.length > 1) return [`${value} was kept ${versions.length} times`];
    const [kept] = versions;
    if (outcome === 'refused') return kept === undefined ? [] : [`${value} was refused and kept`];
    if (outcome === 'acknowledged' && kept !== version)
      return [`${value} was acknowledged as version ${version} and kept as ${kept}`];
    return kept === undefined || kept === baseVersion + 1
      ? []
      : [`${value} was made for ${baseVersion} and kept as ${kept}`];
  });
}
