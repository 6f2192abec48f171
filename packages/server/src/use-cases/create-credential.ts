import { ok, type Problem, type Result, refuse } from '@clientele/core';
import type { Role } from '../access/principal.ts';
import { Busy } from '../access/turns.ts';
import { timestamp } from '../clock.ts';
import type { CredentialRow } from '../stores/store.ts';
import { kindsOf, notTaken } from './credential-kinds.ts';
import type { Dependencies } from './dependencies.ts';
import { mintId } from './mint.ts';
import type { CredentialMaterial, MintGround, WantedCredential } from './mint-credential.ts';
import { storeProblem } from './store-problem.ts';

/** A credential to make: of its face's first kind unless another is named. A login needs the account's e-mail address. */
export interface CredentialRequest extends Omit<WantedCredential, 'id'> {
  readonly kind?: string;
  readonly role: Role;
  /** How its id begins; `cred` unless it is to be recognised later. */
  readonly idPrefix?: string;
}

export interface MadeCredential {
  readonly credential: CredentialRow;
  readonly material: CredentialMaterial;
}

/** Makes a credential and what its owner works with. */
export async function createCredential(
  dependencies: Dependencies & MintGround,
  { kind, role, idPrefix = 'cred', ...wanted }: CredentialRequest,
): Promise<Result<MadeCredential, Problem>> {
  const { store, seal, clock, random } = dependencies;
  const { tenant, face } = wanted;
  const chosen = kindsOf(face).find((row) => kind === undefined || row.kind === kind);
  if (!chosen) return unknownKind(face);
  const violations = notTaken(chosen, wanted);
  if (violations.length > 0) return refuse({ type: 'invalid', violations });
  const id = mintId(idPrefix, random);
  const minted = await chosen.mint(dependencies, { ...wanted, id }).catch(busy);
  if (!minted.ok) return minted;
  const { lookup, kept, material } = minted.value;
  const credential: CredentialRow = {
    id,
    tenant,
    face,
    kind: chosen.kind,
    role,
    lookup,
    sealed: seal.seal(JSON.stringify(kept)),
    createdAt: timestamp(clock),
  };
  const taken = refuse<Problem>({ type: 'taken', kind: chosen.kind });
  if (await store.credential(face, lookup)) return taken;
  try {
    await store.createCredential(credential);
  } catch (error) {
    // Somebody may have been faster with the same account.
    if (await store.credential(face, lookup)) return taken;
    const problem = storeProblem(error);
    if (problem) return refuse(problem);
    throw error;
  }
  return ok({ credential, material });
}

const BUSY_RETRY_AFTER_S = 1;

function busy(error: unknown) {
  if (error instanceof Busy) return refuse<Problem>({ type: 'too-many-requests', retryAfterS: BUSY_RETRY_AFTER_S });
  throw error;
}

function unknownKind(face: string) {
  const message = `must be one of ${kindsOf(face)
    .map(({ kind }) => kind)
    .join(', ')}`;
  return refuse<Problem>({ type: 'invalid', violations: [{ pointer: '/kind', rule: 'enum', message }] });
}
