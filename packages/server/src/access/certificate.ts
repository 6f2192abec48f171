import { X509Certificate } from 'node:crypto';
import type { asn1 } from 'node-forge';
import type { Random } from '../random.ts';
import { type KeyPair, keyId } from './key-pair.ts';

export interface CertificateOptions {
  /** Subject and issuer: at most 64 characters (RFC 5280 §A.1, ub-common-name). */
  readonly commonName: string;
  /** The subject's own `serialNumber` attribute (2.5.4.5), which is not the certificate's. */
  readonly subjectSerialNumber?: string;
  /** The first moment it is valid, in milliseconds since 1970. */
  readonly from: number;
  readonly months?: number;
  readonly random: Random;
}

/** As long as the vendor's own signing keys last. */
const VALIDITY_MONTHS = 13;

/**
 * A self-signed X.509 certificate (RFC 5280) of a key pair, as PEM: the form in which some clients want a public key.
 * Node can read certificates but not make them; what makes them is loaded when the first one is asked for.
 */
export async function selfSignedCertificate(
  { publicKeyPem, privateKeyPem }: KeyPair,
  { commonName, subjectSerialNumber, from, months = VALIDITY_MONTHS, random }: CertificateOptions,
): Promise<string> {
  const { default: forge } = await import('node-forge');
  // A PrintableString, which is what it makes of itself, has no underscore (X.680 §41.4); its types mistake the member.
  const valueTagClass = forge.asn1.Type.UTF8 as unknown as asn1.Class;
  const name = [
    { name: 'commonName', value: commonName, valueTagClass },
    ...(subjectSerialNumber === undefined ? [] : [{ name: 'serialNumber', value: subjectSerialNumber }]),
  ];
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  certificate.serialNumber = serialNumber(random);
  certificate.validity.notBefore = new Date(from);
  certificate.validity.notAfter = new Date(from);
  certificate.validity.notAfter.setUTCMonth(certificate.validity.notAfter.getUTCMonth() + months);
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(forge.pki.privateKeyFromPem(privateKeyPem), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}

/** Whether a text is a certificate, as PEM, of the key with that id. */
export function isCertificateOf(text: string, id: string): boolean {
  try {
    return keyId(new X509Certificate(text).publicKey) === id;
  } catch {
    return false;
  }
}

/** RFC 5280 §4.1.2.2: positive, and at most 20 bytes. The first byte neither makes it negative nor is superfluous. */
function serialNumber(random: Random): string {
  const [first = 0, ...rest] = random.bytes(16);
  return Buffer.from([0x40 | (first & 0x3f), ...rest]).toString('hex');
}
