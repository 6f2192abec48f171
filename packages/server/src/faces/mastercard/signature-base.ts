import type { Request } from '../face.ts';

/** A parameter as it stands in the request, nothing decoded. */
export type Pair = readonly [name: string, value: string];

type SignedRequest = Pick<Request, 'method' | 'target' | 'headers'>;

/** Three origins, each with and without its port, in two spellings: past that nobody signs, and each costs an RSA operation. */
const CANDIDATES_MAX = 12;

/**
 * The signature base strings (RFC 5849 §3.4.1) that the sender of a request may have signed, the likeliest first. There
 * are several because a server behind a proxy does not know which URL was called, and because the vendor's own signers
 * disagree in what they encode (README.md, "Signatures"). All of them say the same of method, host, path and parameters.
 *
 * `signed` is what the header holds beside the signature; each value can be percent-decoded. `publicOrigin` is where the
 * server is known to the world.
 */
export function signatureBases(
  request: SignedRequest,
  signed: readonly Pair[],
  publicOrigin: string | undefined,
): Iterable<string> {
  return candidates(request, signed, publicOrigin).take(CANDIDATES_MAX);
}

function* candidates(
  { method, target, headers }: SignedRequest,
  signed: readonly Pair[],
  publicOrigin: string | undefined,
): Generator<string, void> {
  const { origins, originsWithPort } = originsOf(publicOrigin, headers['host'] ?? '');
  const base = (origin: string, ending: string) => `${method}&${encode(origin)}${ending}`;
  const endings = new Set<string>();
  for (const ending of endingsOf(target, signed)) {
    if (endings.has(ending)) continue;
    endings.add(ending);
    for (const origin of origins) yield base(origin, ending);
  }
  for (const ending of endings) for (const origin of originsWithPort) yield base(origin, ending);
}

const AUTHORITY = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/;

/**
 * RFC 5849 §3.4.1.2: scheme and authority in lower case, without the scheme's own port. The vendor's signer for Node
 * leaves a port where it was written, so those are given too. What the proxy in front was called by cannot be seen:
 * `Host` counts with either scheme.
 */
function originsOf(publicOrigin: string | undefined, host: string) {
  const origins = new Set<string>();
  if (publicOrigin !== undefined) origins.add(new URL(publicOrigin).origin);
  const [, name, port] = AUTHORITY.exec(host.toLowerCase()) ?? [];
  const isOrdinary = port === undefined || port === '80' || port === '443';
  const schemes = port === undefined || port === '443' ? ['https', 'http'] : ['http', 'https'];
  if (name !== undefined)
    for (const scheme of schemes) origins.add(`${scheme}://${name}${isOrdinary ? '' : `:${port}`}`);
  const portless = [...origins].filter((origin) => !/:\d+$/.test(origin));
  return {
    origins: [...origins],
    originsWithPort: portless.map((origin) => `${origin}:${origin.startsWith('https:') ? 443 : 80}`),
  };
}

/** What follows the origin in a base string: the rest of the base URI, and the parameters (RFC 5849 §3.4.1.3). */
function* endingsOf(target: string, signed: readonly Pair[]): Generator<string, void> {
  const [path, query] = parts(target);
  const raw = query.split('&').filter(Boolean).map(pairOf);
  const isEncoded = signed.some(([, value]) => value.includes('%'));
  const decoded = signed.map(([name, value]) => [name, decodeURIComponent(value)] as const);
  // The vendor's signer for C# encodes the header's values and signs them as they were before; by the letter they are
  // signed encoded. The others encode nothing there.
  if (isEncoded) yield strict(path, [...raw, ...decoded]);
  yield strict(path, [...raw, ...signed]);
  if (!isEncoded) yield lenient(target, signed);
  const encoded = encodedAnew(raw);
  if (!encoded) return;
  yield strict(path, [...encoded, ...signed]);
  yield strict(path, [...encoded, ...decoded]);
}

/** The rule, by which the same parameters always make the same string. */
function strict(path: string, pairs: readonly Pair[]): string {
  const sorted = pairs.toSorted(([a, x], [b, y]) => order(a, b) || order(x, y));
  return `${encode(path)}&${encode(sorted.map(([name, value]) => `${name}=${value}`).join('&'))}`;
}

/** What Node's `url.parse` encodes by itself where it stands in a URL. */
const ENCODED_BY_URL_PARSE = /["'<>^`{|}]/g;
/** Its groups are sorted with their values turned into this text, so that it decides where one name begins another. */
const GROUP_OF_VALUES = ',[object Set]';

/**
 * As mastercard-oauth1-signer 1.2.0 does it: equal pairs count once and empty ones too; of all `*` among the parameters
 * and of all `!` only the first one is encoded, `( )` never. (A pair without a name is left to the rule above: the signer
 * would make of `=v` what is the rule for `=v=`.)
 */
function lenient(target: string, signed: readonly Pair[]): string {
  const [path, query] = parts(target.replace(ENCODED_BY_URL_PARSE, percentEncoded));
  const inQuery = query === '' ? [] : query.split('&').map(pairOf);
  const sorted = [...inQuery, ...signed].sort(
    ([a, x], [b, y]) => order(a + GROUP_OF_VALUES, b + GROUP_OF_VALUES) || order(x, y),
  );
  const parameters = [...new Set(sorted.map(([name, value]) => `${name}=${value}`))].join('&');
  return `${encodeURIComponent(path)}&${encodeURIComponent(parameters).replace('*', '%2A')}`.replace('!', '%21');
}

function parts(target: string): [path: string, query: string] {
  const question = target.indexOf('?');
  return question < 0 ? [target, ''] : [target.slice(0, question), target.slice(question + 1)];
}

function pairOf(text: string): Pair {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** RFC 5849 §3.4.1.3.1 and §3.6: decoded as a form and encoded by the letter. Absent where something cannot be decoded. */
function encodedAnew(pairs: readonly Pair[]): Pair[] | undefined {
  const anew = (text: string) => encode(decodeURIComponent(text.replaceAll('+', ' ')));
  try {
    return pairs.map(([name, value]) => [anew(name), anew(value)]);
  } catch {
    return undefined;
  }
}

/** RFC 5849 §3.6: everything but letters, digits and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, percentEncoded);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
