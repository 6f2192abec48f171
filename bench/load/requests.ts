import type { BodyKind, Plan } from './plan.ts';

const MEDIA_TYPE: Record<Exclude<BodyKind, 'none'>, string> = {
  customer: 'application/merge-patch+json',
  client: 'application/json',
};

/** Writes the requests of one plan as the text that goes over the wire. */
export class Requests {
  readonly #plan: Plan;
  readonly #common: string;
  #written = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    const lines = [`Host: ${plan.host}:${plan.port}`, ...plan.headers];
    this.#common = lines.map((line) => `${line}\r\n`).join('');
  }

  /** Reads the customer as it is now. */
  read(index: number): string {
    return `GET ${this.#plan.paths[index]} HTTP/1.1\r\n${this.#common}\r\n`;
  }

  /** The plan's own request for the customer. */
  next(index: number, etag: string | undefined): string {
    const { method, paths, body } = this.#plan;
    if (body === 'none') return `${method} ${paths[index]} HTTP/1.1\r\n${this.#common}\r\n`;
    const text = this.#freshBody(body);
    const precondition = etag === undefined ? '' : `If-Match: ${etag}\r\n`;
    const content = `Content-Type: ${MEDIA_TYPE[body]}\r\nContent-Length: ${text.length}\r\n`;
    return `${method} ${paths[index]} HTTP/1.1\r\n${this.#common}${precondition}${content}\r\n${text}`;
  }

  /** Changes one field to a value never used before; every other one changes an indexed field. ASCII only. */
  #freshBody(kind: Exclude<BodyKind, 'none'>): string {
    this.#written += 1;
    const { run } = this.#plan;
    const even = this.#written % 2 === 0;
    const email = `r${run}n${this.#written}@example.com`;
    if (kind === 'client') return even ? `{"phone":"${this.#phone()}"}` : `{"email":"${email}"}`;
    return even
      ? `{"custom":{"tags":{"LOYALTY":{"NOTE":"r${run}n${this.#written}"}}}}`
      : `{"contact":{"email":"${email}"}}`;
  }

  /** A number under the calling code 999, which belongs to nobody. */
  #phone(): string {
    return `+999${String(this.#plan.run * 1_000_000 + this.#written).padStart(10, '0')}`;
  }
}
