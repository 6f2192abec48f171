import type { SandboxFile } from '../../sandbox/sandbox-file.ts';
import { expect, say, show } from './show.ts';

/** The three examples of Caibo's page "Update customer", and one that is refused. */
export async function tourCaibo({ baseUrl, caibo }: SandboxFile): Promise<void> {
  const json = { 'content-type': 'application/json' };
  say('Caibo: log in, as the page asks for an access token');
  const login = expect(
    200,
    await show(`${baseUrl}/auth/login`, {
      method: 'POST',
      headers: json,
      body: { email: caibo.email, password: caibo.password },
    }),
  );
  const headers = { ...json, authorization: `Bearer ${(login.body as { accessToken: string }).accessToken}` };
  const customer = `${baseUrl}/api/customers/${caibo.customerId}`;
  const put = async (status: number, body: unknown) =>
    expect(status, await show(customer, { method: 'PUT', headers, body }));

  say('Caibo: basic customer update');
  const address = { street: '456 New Street', city: 'San Francisco', state: 'CA', zipCode: '94105', country: 'US' };
  await put(200, { email: 'newemail@example.com', phone: '+1234567890', address });

  say('Caibo: partial customer update');
  await put(200, { preferences: { currency: 'EUR', notifications: false, language: 'fr' } });

  say('Caibo: update with validation');
  await put(200, { phone: '+15551234567' });

  say('Caibo: the same, refused by the server');
  await put(400, { email: 'not an address' });
}
