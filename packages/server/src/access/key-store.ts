/** A private key and its certificate, both PEM, and what they are found by and locked with. */
export interface KeyStoreContent {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
  readonly friendlyName: string;
  readonly password: string;
}

/**
 * A PKCS#12 file (RFC 7292) in base64, the form in which some clients keep their key. The key is encrypted (AES-256 by
 * PBES2), the certificate is not. What makes it is loaded when the first one is asked for.
 */
export async function keyStore(content: KeyStoreContent): Promise<string> {
  const { default: forge } = await import('node-forge');
  const key = forge.pki.privateKeyFromPem(content.privateKeyPem);
  const certificate = forge.pki.certificateFromPem(content.certificatePem);
  const { friendlyName, password } = content;
  const options = { algorithm: 'aes256', friendlyName } as const;
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, certificate, password, options);
  return forge.util.encode64(forge.asn1.toDer(asn1).getBytes());
}
