import { closeSync, fdatasync, openSync } from 'node:fs';

/** The database's write-ahead log, as a file whose content can be made durable. */
export interface LogFile {
  /** Resolves when all that was written before is on the disk. */
  sync(): Promise<void>;
  close(): void;
}

export type OpenLogFile = (databasePath: string) => LogFile;

/**
 * The log of an open database: it exists, and stays the same file, for as long as a connection is open
 * (sqlite.org/walformat.html). The sync runs on a thread of its own, so that requests are read and answered meanwhile.
 */
export const openLogFile: OpenLogFile = (databasePath) => {
  const descriptor = openSync(`${databasePath}-wal`, 'r');
  return {
    sync() {
      return new Promise((resolve, reject) => {
        fdatasync(descriptor, (error) => (error ? reject(error) : resolve()));
      });
    },
    close: () => closeSync(descriptor),
  };
};
