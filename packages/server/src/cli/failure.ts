/** A call that cannot be made or was refused: said in one line, without a stack. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A call that says too little or too much. */
export const misuse = (message: string) => new Failure(message, 2);

/** What a store throws when it cannot be opened is meant to be read. */
export function told(error: unknown): never {
  throw error instanceof Failure ? error : new Failure((error as Error).message);
}
