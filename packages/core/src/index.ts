export * from './conflict.ts';
export * from './decide.ts';
export * from './decide-merge.ts';
export * from './decide-unmerge.ts';
export {
  ADDRESSES_MAX,
  boundsBroken,
  type Context,
  type Decision,
  RECORD_BYTES_MAX,
  type Versioned,
} from './decision.ts';
export * from './diff.ts';
export * from './event.ts';
export * from './json.ts';
export * from './json-patch.ts';
export * from './json-patch-schema.ts';
export * from './merge-patch.ts';
export * from './merge-records.ts';
export type { MergeHistory } from './part-records.ts';
export type { Precondition } from './precondition.ts';
export * from './problem.ts';
export * from './record/address.ts';
export * from './record/country.ts';
export * from './record/fields.ts';
export * from './record/formats.ts';
export * from './record/handle.ts';
export { isAlias } from './record/merged-from.ts';
export * from './record/name.ts';
export * from './record/schema.ts';
export * from './record/terms.ts';
export * from './record/validate.ts';
export * from './result.ts';
export * from './version.ts';
