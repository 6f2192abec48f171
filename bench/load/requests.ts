import { pathOf } from '../paths.ts';
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
  const lines = [`${method} ${pathOf(plan.paths, customer)} HTTP/1.1`, `Host: ${plan.host}:${plan.port}`];
  const head = [...lines, ...plan.headers, ...extra].map((line) => `${line}\r\n`).join('');
  if (body === undefined || plan.body === 'none') return { customer, head, tail: '\r\n' };
  const content = `Content-Type: ${MEDIA_TYPE[plan.body]}\r\nContent-Length: ${body.length}\r\n`;
  return { customer, head, tail: `${content}\r\n${body}` };
}

/** Gives the header lines that sign a request. */
export type Signs = (method: string, path: string, body: string | undefined) => string[];

/** Requests that are written, and signed if need be, when they are sent; they never come to an end. */
export function writtenRequests(plan: Plan, signs: Signs = () => []): Requests {
  const body = plan.body === 'none' ? () => undefined : createBodies(plan.body, plan.run);
  const write = (method: string, customer: number, content?: string) =>
    unsent(plan, method, customer, content, signs(method, pathOf(plan.paths, customer), content));
  return {
    read: (customer) => write('GET', customer),
    *of(turn) {
      const choose = createChoice(plan, turn);
      for (;;) yield write(plan.method, choose(), body());
    },
  };
}
