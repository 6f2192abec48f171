import { assertNever, entityTag, type Problem } from '@clientele/core';
import type { Answer } from '../../../src/faces/face.ts';
import { pointerForVendor } from '../../../src/lens/vendor-words.ts';
import { clientLens } from './lens.ts';

/** Toyshop's envelope: one word for programs, a sentence for people. */
export function refuse(problem: Problem): Answer {
  switch (problem.type) {
    case 'malformed':
      return trouble(400, 'unreadable', `We cannot read this: ${problem.message}.`);
    case 'invalid': {
      const where = problem.violations.map((violation) => pointerForVendor(clientLens, violation));
      return trouble(400, 'not-a-client', 'A client cannot be like this.', {}, where);
    }
    case 'unauthenticated':
      return trouble(401, 'no-key', 'Show us a key of yours in x-toy-key.', { 'www-authenticate': 'ToyKey' });
    case 'forbidden':
      return trouble(403, 'wrong-key', 'This key does not open that.');
    case 'not-found':
      return trouble(404, 'no-client', 'We do not know this client.');
    case 'route-not-found':
      return trouble(404, 'no-shelf', 'There is nothing on this shelf.');
    case 'method-not-allowed':
      return trouble(405, 'not-like-this', 'That cannot be done here.', { allow: problem.allow.join(', ') });
    case 'request-timeout':
      return trouble(408, 'too-slow', 'We waited, and not all of it came.');
    case 'stale':
      return trouble(412, 'client-moved-on', 'Somebody changed this client: look again.', {
        etag: entityTag(problem.current),
      });
    case 'body-too-large':
      return trouble(413, 'too-big', `We take ${problem.limitBytes} bytes at most.`);
    case 'unsupported-media-type':
      return trouble(415, 'not-json', 'We read JSON only.', { accept: problem.supported.join(', ') });
    case 'headers-too-large':
      return trouble(431, 'too-big', `We take headers of ${problem.limitBytes} bytes at most.`);
    case 'unavailable':
      return trouble(503, 'closed', 'Look whether it was done before you try again.', { 'retry-after': '1' });
    case 'storage-full':
      return trouble(507, 'no-room', 'Our shelves are full; nothing was changed.');
    case 'internal':
    // What follows has no cause in this face: it would be our mistake.
    case 'gone':
    case 'in-use':
    case 'merged':
    case 'merge-clash':
    case 'not-undoable':
    case 'taken':
    case 'patch-failed':
    case 'precondition-required':
    case 'operation-disabled':
    case 'unknown-profile':
    case 'too-many-requests':
    case 'idempotency-key-reused':
    case 'idempotency-key-in-flight':
      return trouble(500, 'our-fault', 'We made a mistake.');
    default:
      return assertNever(problem);
  }
}

function trouble(
  status: number,
  word: string,
  words: string,
  headers: Readonly<Record<string, string>> = {},
  where?: readonly string[],
): Answer {
  const body = JSON.stringify({ trouble: word, words, where });
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}
