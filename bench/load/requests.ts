import { createBodies, MEDIA_TYPE } from './bodies.ts';
import { createChoice } from './choice.ts';
import type { Plan } from './plan.ts';

/** What a plan sends. */
export interface Requests {
  /** Reads the customer as it is now. */
  read(customer: number): Unsent;
  /** What one connection sends, in turn. It may have an end. */
  of(turn: number): Iterable<Unsent>;
}

/** A request as the text that goes over the wire, in two parts: between them there is room for one more header. */
export interface Unsent {
  readonly customer: number;
  readonly head: string;
  readonly tail: string;
}

/** The whole text of a request, under the ETag if there is one. */
export function textOf({ head, tail }: Unsent, etag: string | undefined): string {
  return etag === undefined ? head + tail : `${head}If-Match: ${etag}\r\n${tail}`;
}

/** A request of the plan, with header lines beside those that all of them carry. */
export function unsent(plan: Plan, method: string, customer: number, body?: string, extra: string[] = []): Unsent {
  const lines = [`${method} ${plan.paths[customer]} HTTP/1.1`, `Host: ${plan.host}:${plan.port}`];
  const head = [...lines, ...plan.headers, ...extra].map((line) => `${line}\r\n`).join('');
  if (body === undefined || plan.body === 'none') return { customer, head, tail: '\r\n' };
  const content = `Content-Type: ${MEDIA_TYPE[plan.body]}\r\nContent-Length: ${body.length}\r\n`;
  return { customer, head, tail: `${content}\r\n${body}` };
}

/** Requests that are written when they are sent, and never come to an end. */
export function plainRequests(plan: Plan): Requests {
  const body = plan.body === 'none' ? () => undefined : createBodies(plan.body, plan.run);
  return {
    read: (customer) => unsent(plan, 'GET', customer),
    *of(turn) {
      const choose = createChoice(plan, turn);
      for (;;) yield unsent(plan, plan.method, choose(), body());
    },
  };
}
