import { hash, X509Certificate } from 'node:crypto';
import { ok, type Result, refuse, type Violation } from '@clientele/core';
import { readPublicKey } from './key-pair.ts';

/** A certificate whose requests name the subject's `serialNumber` attribute. */
export interface SubjectCertificate {
  readonly serialNumber: string;
  /** SubjectPublicKeyInfo. */
  readonly publicKeyPem: string;
  /** SHA-256 of its DER, as 64 hexadecimal digits. */
  readonly sha256: string;
  /** The last moment it is valid, RFC 3339. */
  readonly expiresAt: string;
}

/** X.520 §6.2.9 bounds the attribute to 64 characters; the vendor's are digits. */
const SUBJECT_SERIAL_NUMBER = /^serialNumber=(\d{1,64})$/;

/**
 * The certificate that somebody gives as `/publicKeyPem`. Who registers it vouches for it: neither its dates nor its
 * signer are looked at, but it is told from every other by its hash.
 */
export function readSubjectCertificate(text: string): Result<SubjectCertificate, Violation> {
  const publicKey = readPublicKey(text);
  if (!publicKey.ok) return publicKey;
  if (!text.includes('BEGIN CERTIFICATE')) return invalid('must be a CERTIFICATE, for its serialNumber is what counts');
  const { raw, subject, validToDate } = new X509Certificate(text.trim());
  // Of a subject with nothing in it there is no text. Values are escaped: none can pretend to be another attribute.
  const attributes = (subject ?? '').split(/\n| \+ /).filter((attribute) => attribute.startsWith('serialNumber='));
  const serialNumber = SUBJECT_SERIAL_NUMBER.exec(attributes.join())?.[1];
  if (serialNumber === undefined)
    return invalid('must be a certificate whose subject has one serialNumber attribute, of 1 to 64 digits');
  if (Number.isNaN(validToDate.getTime())) return invalid('must be a certificate with a date on which it ends');
  return ok({
    serialNumber,
    publicKeyPem: publicKey.value,
    sha256: hash('sha256', raw, 'hex'),
    expiresAt: validToDate.toISOString(),
  });
}

function invalid(message: string) {
  return refuse<Violation>({ pointer: '/publicKeyPem', rule: 'format', message });
}
