import { generateKeyPairSync, hash, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** A key pair with a certificate as the vendor issues it: what it is registered by is an attribute of its subject. */
export interface Certified {
  readonly serialNumber: string;
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
  readonly certificatePem: string;
  /** The certificate as DER, in base64. */
  readonly certificate: string;
  readonly certificateSha256: string;
}

export interface CertificateOptions {
  /** Left out where it is empty. */
  readonly serialNumber: string;
  readonly commonName?: string;
  readonly from?: Date;
  readonly to?: Date;
  /** The key in the certificate; otherwise a new one. */
  readonly keys?: Pick<Certified, 'privateKeyPem' | 'publicKeyPem'>;
}

const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const IN_A_LONG_TIME = new Date('2049-12-31T00:00:00Z');

export function certified(options: CertificateOptions): Certified {
  const { serialNumber, commonName = 'testrest', from = LONG_AGO, to = IN_A_LONG_TIME, keys = createKeys() } = options;
  const subject = [
    { name: 'commonName', value: commonName },
    ...(serialNumber === '' ? [] : [{ type: '2.5.4.5', value: serialNumber }]),
  ];
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(keys.publicKeyPem);
  made.serialNumber = '01';
  made.validity.notBefore = from;
  made.validity.notAfter = to;
  made.setSubject(subject);
  made.setIssuer(subject);
  made.sign(forge.pki.privateKeyFromPem(keys.privateKeyPem), forge.md.sha256.create());
  const certificatePem = forge.pki.certificateToPem(made);
  const { raw } = new X509Certificate(certificatePem);
  const certificate = raw.toString('base64');
  return { serialNumber, ...keys, certificatePem, certificate, certificateSha256: hash('sha256', raw, 'hex') };
}

/** The same as the file that the vendor's clients read; they look for `CN=` and their alias in its name. */
export function p12Of({ privateKeyPem, certificatePem }: Certified, aliases: readonly string[], password: string) {
  const key = forge.pki.privateKeyFromPem(privateKeyPem);
  const friendlyName = aliases.map((alias) => `CN=${alias}`).join(',');
  const made = forge.pkcs12.toPkcs12Asn1(key, [forge.pki.certificateFromPem(certificatePem)], password, {
    friendlyName,
  });
  return Buffer.from(forge.asn1.toDer(made).getBytes(), 'binary');
}

export function createKeys(modulusLength = 2048): Pick<Certified, 'privateKeyPem' | 'publicKeyPem'> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return {
    privateKeyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKeyPem: String(publicKey.export({ type: 'spki', format: 'pem' })),
  };
}
