import { oneLine } from './one-line.ts';

/** What is to be shown of something that takes long. */
export interface Reached {
  readonly count: number;
  /** How much of it all, from 0 to 1, where that is known. */
  readonly share?: number;
}

/** Where it is shown: standard error, so that standard output can carry data. */
interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

interface ProgressDeps {
  /** `export`, `customers`. */
  readonly verb: string;
  readonly noun: string;
  readonly screen?: Screen;
  readonly now?: () => number;
}

/** Fast enough to look alive. */
const BAR_EVERY_MS = 100;
/** Rare enough for a log. */
const LINE_EVERY_MS = 5_000;
const BAR_LENGTH = 24;
/** To the left, and what is behind it away. */
const CLEAR_LINE = '\r\u001b[K';

/** A bar on a terminal, a plain line every few seconds elsewhere. */
export class Progress {
  readonly #verb: string;
  readonly #noun: string;
  readonly #screen: Screen;
  readonly #now: () => number;
  readonly #begunMs: number;
  #shownMs: number;
  #isBarShown = false;

  constructor({ verb, noun, screen = process.stderr, now = () => performance.now() }: ProgressDeps) {
    this.#verb = verb;
    this.#noun = noun;
    this.#screen = screen;
    this.#now = now;
    this.#begunMs = now();
    this.#shownMs = this.#begunMs;
  }

  reached(reached: Reached): void {
    const now = this.#now();
    if (now - this.#shownMs < (this.#screen.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
    this.#shownMs = now;
    const text = this.#textOf(reached, now - this.#begunMs);
    if (!this.#screen.isTTY) return void this.#screen.write(`${text}\n`);
    this.#isBarShown = true;
    this.#screen.write(`${CLEAR_LINE}${text}`);
  }

  /** A line of its own, above the bar. */
  tell(line: string): void {
    this.#screen.write(`${this.#isBarShown ? CLEAR_LINE : ''}${oneLine(line)}\n`);
    this.#isBarShown = false;
  }

  /** The last line: so much in such a time. */
  end(count: number, line: string): void {
    const elapsedMs = this.#now() - this.#begunMs;
    this.tell(`${line}, in ${durationOf(elapsedMs)} (${rateOf(count, elapsedMs)})`);
  }

  #textOf({ count, share }: Reached, elapsedMs: number): string {
    const reached = `${count.toLocaleString('en-US')} ${this.#noun}, ${rateOf(count, elapsedMs)}`;
    if (!share) return `${this.#verb}: ${reached}`;
    const left = `${durationOf((elapsedMs * (1 - share)) / share)} left`;
    const bar = this.#screen.isTTY ? ` [${'='.repeat(share * BAR_LENGTH).padEnd(BAR_LENGTH)}]` : '';
    return `${this.#verb}:${bar} ${Math.floor(share * 100)}%, ${reached}, ${left}`;
  }
}

function rateOf(count: number, elapsedMs: number): string {
  return `${Math.round((count * 1000) / Math.max(1, elapsedMs)).toLocaleString('en-US')}/s`;
}

function durationOf(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
