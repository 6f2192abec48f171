import type { Evidence } from '../matching/evidence.ts';
import type { Doubt } from '../matching/verdict.ts';

/** What became of a row. Fields are the vendor's members, by their dotted names; no value is ever told. */
export type RowOutcome =
  | { readonly type: 'created'; readonly id: string }
  /** It was there already, and says the same. */
  | { readonly type: 'present'; readonly id: string }
  /** It was there already and says something else, which was left alone. */
  | { readonly type: 'changed'; readonly id: string; readonly fields: readonly string[] }
  | { readonly type: 'updated'; readonly id: string; readonly fields: readonly string[] }
  /** A customer from elsewhere got its id. `clashes`: what the two have differently. */
  | {
      readonly type: 'linked';
      readonly id: string;
      readonly evidence: Evidence;
      readonly clashes: readonly string[];
    }
  /** A person has to decide. `id`: the customer that was made of it all the same. */
  | {
      readonly type: 'doubtful';
      readonly reason: Doubt;
      readonly candidates: readonly Evidence[];
      readonly id?: string;
    }
  | { readonly type: 'refused'; readonly reason: string };

/** How often each came out. */
export type OutcomeCounts = Record<RowOutcome['type'], number>;

export function noOutcomes(): OutcomeCounts {
  return { created: 0, present: 0, changed: 0, updated: 0, linked: 0, doubtful: 0, refused: 0 };
}

/** A row that somebody may want to look at, as a line of the report; nothing of those that went in as they were. */
export function reportLine(line: number, outcome: RowOutcome): string | undefined {
  switch (outcome.type) {
    case 'created':
    case 'present':
      return undefined;
    case 'linked': {
      const { type, id, evidence, clashes } = outcome;
      return lineOf({
        line,
        outcome: type,
        customer: id,
        agreed: evidence.agreed,
        ...(clashes.length > 0 && { clashes }),
      });
    }
    case 'doubtful': {
      const { type, reason, id } = outcome;
      const candidates = outcome.candidates.map(({ id: candidate, agreed, disagreed }) => ({
        id: candidate,
        agreed,
        disagreed,
      }));
      return lineOf({ line, outcome: type, reason, candidates, ...(id !== undefined && { created: id }) });
    }
    case 'changed':
    case 'updated':
      return lineOf({ line, outcome: outcome.type, customer: outcome.id, fields: outcome.fields });
    case 'refused':
      return lineOf({ line, outcome: outcome.type, reason: outcome.reason });
  }
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** The same in words, where it needs a person's attention at once. */
export function outcomeSentence(outcome: RowOutcome): string | undefined {
  if (outcome.type === 'refused') return outcome.reason;
  if (outcome.type !== 'doubtful') return undefined;
  const candidates = outcome.candidates.map(({ id, agreed, disagreed }) => {
    const against = disagreed.length > 0 ? `, not in ${disagreed.join(', ')}` : '';
    return `${id} agrees in ${agreed.join(', ')}${against}`;
  });
  return `doubtful (${outcome.reason})${candidates.map((candidate) => `; ${candidate}`).join('')}`;
}
