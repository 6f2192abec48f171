/** A face's way to find out who signed a request. */
export interface Verifier {
  /** Chosen by name, like a case. */
  readonly name: string;
  readonly face: 'mastercard' | 'cybersource';
  /** What the signatures are made with. */
  readonly algorithm: string;
  prepare(requests: number): Promise<Prepared>;
}

export interface Prepared {
  /** As the server gets them, each good by itself. */
  readonly requests: readonly object[];
  /** What the face's `authenticate` stands on. */
  readonly ground: object;
  /** Verifies a signature and does nothing else. */
  readonly bare: () => void;
}

const ORIGIN = 'http://127.0.0.1:8080';

/** A merge patch as the server gets it. */
export function received(n: number, path: string, headers: Readonly<Record<string, string>>, body: string): object {
  return {
    id: `req_${n}`,
    method: 'PATCH',
    target: path,
    parameters: {},
    query: new URLSearchParams(),
    headers: { host: new URL(ORIGIN).host, 'if-match': '"1-abcdefgh"', ...headers },
    body: Buffer.from(body),
    remoteAddress: '127.0.0.1',
  };
}

/** The address of a request, as its sender writes it. */
export function urlOf(path: string): URL {
  return new URL(path, ORIGIN);
}

/** What is known of an integrator whose credential is in memory already, as the server has it but for once in seconds. */
export function groundOf(face: string, kind: string, lookup: string, kept: object): object {
  const credential = {
    ...{ id: 'cred_bench', tenant: 'bench', face, kind, role: 'integrator', lookup },
    sealed: Buffer.from(JSON.stringify(kept)),
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  const held = { credential, tenant: { id: 'bench', number: '1002', name: 'Bench' } };
  return {
    clock: { now: Date.now },
    seal: { open: (sealed: Buffer) => sealed.toString('utf8') },
    credentials: { find: async () => held },
  };
}
