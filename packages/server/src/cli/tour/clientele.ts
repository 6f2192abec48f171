import type { SandboxFile } from '../../sandbox/sandbox-file.ts';
import { expect, say, show } from './show.ts';

/** Two writers of the same version on `/v1`, what the late one is told, and what is left of it all. */
export async function tourClientele({ baseUrl, clientele }: SandboxFile): Promise<void> {
  const record = `${baseUrl}/v1/customers/${clientele.customerId}`;
  const token = { authorization: `Bearer ${clientele.integratorToken}` };
  say('/v1: two writers read the same version');
  const read = expect(200, await show(record, { headers: token }));
  const patch = (etag: string, body: unknown) =>
    show(record, {
      method: 'PATCH',
      headers: {
        ...token,
        'content-type': 'application/merge-patch+json',
        'if-match': etag,
        'change-reason': 'the tour',
      },
      body,
    });

  say('/v1: the first one writes');
  const etag = read.headers.get('etag') ?? '';
  expect(200, await patch(etag, { contact: { email: `writer.one.${Date.now()}@example.com` } }));

  say('/v1: the second one is late, and is told what happened and what of his change still applies');
  const late = { contact: { email: 'writer.two@example.com' }, name: { short: `Late ${Date.now()}` } };
  const stale = expect(412, await patch(etag, late));
  const { currentEtag, applicable } = stale.body as { currentEtag: string; applicable: unknown };

  say('/v1: he sends what still applies, against the current version');
  expect(200, await patch(currentEtag, applicable));
}
