/** A call that cannot be made or was refused: said in one line, without a stack. */
export class Failure extends Error {}
