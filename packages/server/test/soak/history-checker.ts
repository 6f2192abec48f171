/** One write as its client saw it. Times are of one monotonic clock, whichever client it was. */
export interface Operation {
  readonly customerId: string;
  /** Written by this operation and by no other. */
  readonly value: string;
  /** The version it was made for; absent where it was for whichever is there. */
  readonly baseVersion?: number;
  /** `unknown`: it was never told. */
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
  /** The version the acknowledgement named, or the one that the refusal said is there. */
  readonly version?: number;
  /** When it was first asked for, and when it was told. */
  readonly startMs: number;
  readonly endMs: number;
}

/** What a client read. */
export interface Reading {
  readonly customerId: string;
  readonly version: number;
  readonly value?: string | undefined;
  readonly startMs: number;
  readonly endMs: number;
}

/** A customer's history as the server tells it, oldest first, and the value its record holds now. */
export interface KeptHistory {
  readonly customerId: string;
  /** A value is absent where the entry changed something else. */
  readonly entries: readonly { readonly version: number; readonly value?: string | undefined }[];
  readonly currentVersion: number;
  readonly currentValue?: string | undefined;
}

export interface Observed {
  readonly operations: readonly Operation[];
  readonly readings: readonly Reading[];
  readonly histories: readonly KeptHistory[];
}

/**
 * What is wrong between what clients were told and what was kept. A record with an ETag is a register with unique
 * versions, so one pass is enough: one acknowledgement per version; each acknowledged value kept at its version, once;
 * no refused value kept; base + 1 is the version; nothing kept that nobody wrote; no gap in the history; the record is
 * what its history ends with; what was read is what the history had then, and no older than what anybody knew before.
 */
export function violationsOf({ operations, readings, histories }: Observed): string[] {
  return [
    ...histories.flatMap(brokenHistory),
    ...acknowledgedTwice(operations),
    ...brokenPromises(operations, histories),
    ...writtenByNobody(operations, histories),
    ...untrueReadings(readings, histories),
    ...untimely(operations, readings),
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
  const seen = new Set<string>();
  return operations.flatMap(({ outcome, customerId, version }) => {
    if (outcome !== 'acknowledged') return [];
    const name = `${customerId} version ${version}`;
    if (seen.has(name)) return [`${name} was acknowledged twice`];
    seen.add(name);
    return [];
  });
}

function brokenPromises(operations: readonly Operation[], histories: readonly KeptHistory[]): string[] {
  const keptAt = new Map<string, number[]>();
  for (const { customerId, entries } of histories) {
    for (const { version, value } of entries) {
      const name = `${customerId} ${value}`;
      if (value !== undefined) keptAt.set(name, [...(keptAt.get(name) ?? []), version]);
    }
  }
  return operations.flatMap(({ customerId, value, outcome, version, baseVersion }) => {
    const versions = keptAt.get(`${customerId} ${value}`) ?? [];
    if (versions.length > 1) return [`${value} was kept ${versions.length} times`];
    const [kept] = versions;
    if (outcome === 'refused') {
      if (kept !== undefined) return [`${value} was refused and kept`];
      return version === baseVersion ? [`${value} was refused, though the record was where it was made for`] : [];
    }
    if (outcome === 'acknowledged' && kept !== version)
      return [`${value} was acknowledged as version ${version} and kept as ${kept}`];
    return kept === undefined || baseVersion === undefined || kept === baseVersion + 1
      ? []
      : [`${value} was made for ${baseVersion} and kept as ${kept}`];
  });
}

function writtenByNobody(operations: readonly Operation[], histories: readonly KeptHistory[]): string[] {
  const asked = new Set(operations.map(({ customerId, value }) => `${customerId} ${value}`));
  return histories.flatMap(({ customerId, entries }) =>
    entries.flatMap(({ value }) =>
      value === undefined || asked.has(`${customerId} ${value}`)
        ? []
        : [`${customerId}: nobody asked for ${value}, and it was kept`],
    ),
  );
}

/** A reading shows a version that there was, with what the record held in it: nothing refused, nothing half done. */
function untrueReadings(readings: readonly Reading[], histories: readonly KeptHistory[]): string[] {
  const held = new Map<string, string | undefined>();
  for (const { customerId, entries } of histories) {
    let value: string | undefined;
    for (const entry of entries) {
      value = entry.value ?? value;
      held.set(`${customerId} version ${entry.version}`, value);
    }
  }
  return readings.flatMap(({ customerId, version, value }) => {
    const name = `${customerId} version ${version}`;
    if (!held.has(name)) return [`${name} was read and never kept`];
    return held.get(name) === value ? [] : [`${name} was read as ${value} and kept as ${held.get(name)}`];
  });
}

interface Moment {
  readonly customerId: string;
  readonly version: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** In real time: what begins after somebody was told of a version never shows an older one. */
function untimely(operations: readonly Operation[], readings: readonly Reading[]): string[] {
  const told = operations.filter(({ outcome, version }) => outcome !== 'unknown' && version !== undefined);
  // A request that was repeated may have looked at the record at any time since it was first asked, and a refusal says
  // what was there then.
  const looks: Moment[] = [...readings, ...(told as Moment[])];
  const known = Map.groupBy(looks, ({ customerId }) => customerId);
  return [...known.values()].flatMap(olderThanKnown);
}

function olderThanKnown(looks: readonly Moment[]): string[] {
  const byEnd = looks.toSorted((a, b) => a.endMs - b.endMs);
  const violations: string[] = [];
  let [at, newest] = [0, 0];
  for (const { customerId, version, startMs } of looks.toSorted((a, b) => a.startMs - b.startMs)) {
    for (let ended = byEnd[at]; ended && ended.endMs < startMs; ended = byEnd[++at]) {
      newest = Math.max(newest, ended.version);
    }
    if (version < newest) violations.push(`${customerId}: version ${version} was shown after ${newest} was known`);
  }
  return violations;
}
