import { ok, type Problem, type Result, refuse } from '@clientele/core';
import { selfSignedCertificate } from '../access/certificate.ts';
import { secretHash } from '../access/credentials.ts';
import { generateRsaKeyPair } from '../access/key-pair.ts';
import { keyStore } from '../access/key-store.ts';
import { readSubjectCertificate, type SubjectCertificate } from '../access/subject-certificate.ts';
import { type Merchant, merchantOf } from './merchant.ts';
import { mintSubjectNumber } from './mint.ts';
import type { CredentialMaterial, MintCredential, Minted, MintGround } from './mint-credential.ts';

/** Requests name the certificate and are verified with its key. */
export const mintCertificate: MintCredential = async (ground, wanted) => {
  const merchant = merchantOf(wanted);
  if (!merchant.ok) return merchant;
  if (wanted.publicKeyPem === undefined) return ok(await issued(ground, merchant.value));
  const certificate = certificateIn(wanted.publicKeyPem);
  return certificate.ok ? ok(pinned(certificate.value, merchant.value)) : certificate;
};

/** What tells a key store and its password again, without keeping either. */
export function keyStoreHash(p12Base64: string, p12Password: string): string {
  return secretHash(`${p12Base64}:${p12Password}`);
}

/** A new key pair and its certificate, for a caller who brings none. */
async function issued({ clock, random }: MintGround, merchant: Merchant): Promise<Minted> {
  const { merchantId, portfolioId } = merchant;
  const subjectSerialNumber = mintSubjectNumber(random);
  const pair = await generateRsaKeyPair();
  const options = { commonName: merchantId, subjectSerialNumber, from: clock.now(), random };
  const certificatePem = await selfSignedCertificate(pair, options);
  const certificate = certificateIn(certificatePem);
  if (!certificate.ok) throw new Error('a certificate of our own is not one that we take');
  // The vendor's clients look for the name they sign as, and those who use a portfolio's key sign in its name.
  const names = [merchantId, ...(portfolioId === undefined ? [] : [portfolioId])].map((name) => `CN=${name}`);
  const friendlyName = [`serialNumber=${subjectSerialNumber}`, ...names].join();
  const p12Password = Buffer.from(random.bytes(24)).toString('base64url');
  const { privateKeyPem } = pair;
  const p12Base64 = await keyStore({ privateKeyPem, certificatePem, friendlyName, password: p12Password });
  return pinned(certificate.value, merchant, { p12Base64, p12Password, p12Alias: merchantId });
}

function pinned(
  { serialNumber, publicKeyPem, sha256, expiresAt }: SubjectCertificate,
  merchant: Merchant,
  store?: Required<Pick<CredentialMaterial, 'p12Base64' | 'p12Password' | 'p12Alias'>>,
): Minted {
  const p12Sha256 = store && keyStoreHash(store.p12Base64, store.p12Password);
  return {
    lookup: serialNumber,
    kept: { publicKeyPem, certificateSha256: sha256, expiresAt, ...merchant, ...(store && { p12Sha256 }) },
    material: { serialNumber, ...store, merchantId: merchant.merchantId, expiresAt },
  };
}

function certificateIn(text: string): Result<SubjectCertificate, Problem> {
  const read = readSubjectCertificate(text);
  return read.ok ? read : refuse({ type: 'invalid', violations: [read.problem] });
}
