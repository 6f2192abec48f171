import { hash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { CredentialRow, Reader, TenantRow } from '../stores/store.ts';

/** A credential and the tenant it belongs to. */
export interface Held {
  readonly credential: CredentialRow;
  readonly tenant: TenantRow;
}

export interface CredentialReader {
  /** The credential a caller presents in a face, unless there is none or it was revoked. */
  find(face: string, lookup: string): Promise<Held | undefined>;
  /** The same by its id, for the tokens that name it. */
  findById(face: string, id: string): Promise<Held | undefined>;
  /** The first of a kind that a tenant was given and that was not revoked: another one takes over when it is. */
  oldest(tenant: string, face: string, kind: string): Promise<Held | undefined>;
}

/** How long a credential is remembered. With the trust in a verified token, a revocation takes 5 s at most everywhere. */
const CACHE_TTL_MS = 2_500;
const CACHE_ENTRIES_MAX = 10_000;

/** What a long random secret is looked up by: SHA-256 in base64url. It needs no salt, for nobody can guess it. */
export function secretHash(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** What a login is looked up by; account names do not depend on case. */
export function loginLookup(email: string): string {
  return email.normalize('NFKC').toLowerCase();
}

/** Looks credentials up, and remembers those it found for a few seconds. */
export function createCredentialReader(reader: Reader, clock: Clock): CredentialReader {
  const known = new Map<string, { readonly held: Held; readonly until: number }>();

  async function cached(name: string, read: () => Promise<CredentialRow | undefined>): Promise<Held | undefined> {
    const before = known.get(name);
    if (before && before.until > clock.now()) return before.held;
    known.delete(name);
    const credential = await read();
    const tenant = credential && (await reader.tenant(credential.tenant));
    if (!credential || !tenant) return undefined;
    if (known.size >= CACHE_ENTRIES_MAX) known.clear();
    const held = { credential, tenant };
    known.set(name, { held, until: clock.now() + CACHE_TTL_MS });
    return held;
  }

  return {
    find: (face, lookup) => cached(`lookup ${face} ${lookup}`, () => reader.credential(face, lookup)),
    findById: (face, id) => cached(`id ${face} ${id}`, () => reader.credentialById(face, id)),
    oldest: (tenant, face, kind) =>
      cached(`oldest ${tenant} ${face} ${kind}`, async () =>
        (await reader.credentials(tenant)).find(
          (row) => row.face === face && row.kind === kind && row.revokedAt === undefined,
        ),
      ),
  };
}
