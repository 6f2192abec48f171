import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { told } from './failure.ts';

/** What is brought in. */
export interface ImportSource {
  readonly stream: AsyncIterable<Buffer>;
  /** Absent where nobody knows: of a pipe. */
  readonly bytes?: number;
}

const READ_BYTES = 1024 * 1024;

/** A file, or standard input. */
export async function sourceOf(file: string): Promise<ImportSource> {
  if (file === '-') return { stream: process.stdin };
  const { size: bytes } = await stat(file).catch(told);
  return { stream: createReadStream(file, { highWaterMark: READ_BYTES }), bytes };
}
