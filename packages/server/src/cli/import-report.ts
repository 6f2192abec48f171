import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { Failure } from './failure.ts';

/** A file of lines for a person to read, made for its owner's eyes only; it replaces nothing. */
export class ImportReport {
  readonly #file: string;
  readonly #stream: WriteStream;
  readonly #finished: Promise<void>;

  private constructor(file: string, stream: WriteStream) {
    this.#file = file;
    this.#stream = stream;
    this.#finished = finished(stream);
    // Whoever closes it is told.
    this.#finished.catch(() => {});
  }

  static async create(file: string): Promise<ImportReport> {
    const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      throw new Failure(
        `${file} cannot be written: ${error.code === 'EEXIST' ? 'it is there already' : error.message}`,
      );
    });
    return new ImportReport(file, createWriteStream(file, { fd: handle, flush: true }));
  }

  write(line: string): void {
    this.#stream.write(line);
  }

  /** Until there is room for more. */
  async drained(): Promise<void> {
    if (this.#stream.writableNeedDrain) await Promise.race([once(this.#stream, 'drain'), this.#finished]);
  }

  async close(): Promise<void> {
    this.#stream.end();
    await this.#finished.catch((error: Error) => {
      throw new Failure(`${this.#file} cannot be written: ${error.message}`);
    });
  }
}
