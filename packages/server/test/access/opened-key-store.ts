import assert from 'node:assert/strict';

/** What somebody with the password finds in a PKCS#12 file. */
export interface OpenedKeyStore {
  readonly friendlyName: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Opens a PKCS#12 file as its owner does. Rejects when the password is another one. */
export async function openedKeyStore(p12Base64: string, password: string): Promise<OpenedKeyStore> {
  const { default: forge } = await import('node-forge');
  const asn1 = forge.asn1.fromDer(Buffer.from(p12Base64, 'base64').toString('latin1'));
  const bags = forge.pkcs12.pkcs12FromAsn1(asn1, password).safeContents.flatMap(({ safeBags }) => safeBags);
  const certificateBag = bags.find(({ cert }) => cert);
  const key = bags.find((bag) => bag.key)?.key;
  assert.ok(certificateBag?.cert && key && bags.length === 2);
  return {
    friendlyName: String((certificateBag.attributes as { friendlyName?: string[] }).friendlyName?.[0]),
    certificatePem: forge.pki.certificateToPem(certificateBag.cert),
    privateKeyPem: forge.pki.privateKeyToPem(key as Parameters<typeof forge.pki.privateKeyToPem>[0]),
  };
}
