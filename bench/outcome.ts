/** What a run has found out. */
export interface Outcome {
  readonly markdown: string;
  readonly json: string;
  /** Whether all of it may be quoted. */
  readonly isValid: boolean;
}
