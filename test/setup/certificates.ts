/** Keys and certificates that OpenSSL makes, for the tests of a file. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './program.ts';
import { makeFolder } from './temporary-folder.ts';

/** By our own authority for `portal.test` and 127.0.0.1, good and past; and one of nobody. */
export type CertificateName = 'valid' | 'expired' | 'self-signed';

export interface Certificates {
  /** PEM file of the authority. */
  readonly caFile: string;
  /** For a server. */
  identity(name: CertificateName): { readonly key: Buffer; readonly cert: Buffer };
  remove(): Promise<void>;
}

async function openssl(...args: string[]): Promise<void> {
  const { code, stderr } = await run({ command: 'openssl', args });
  if (code !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
}

export async function makeCertificates(): Promise<Certificates> {
  const folder = await makeFolder();
  const file = (name: string) => join(folder.path, name);
  const [key, ca, caKey, request, extensions] = [
    ...[file('key.pem'), file('ca.pem'), file('ca-key.pem'), file('request.pem'), file('ext')],
  ] as const;
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const authority = ['-subj', '/CN=Private CA', '-days', '30'];
  await openssl('req', '-x509', ...newKey, '-keyout', caKey, '-out', ca, ...authority);
  await openssl('req', ...newKey, '-keyout', key, '-out', request, '-subj', '/C=VN/O=UBND/CN=portal.test');
  await writeFile(extensions, 'subjectAltName=DNS:portal.test,IP:127.0.0.1\n');
  const sign = (name: CertificateName, days: string) =>
    openssl(
      ...['x509', '-req', '-in', request, '-CA', ca, '-CAkey', caKey, '-CAcreateserial'],
      ...['-days', days, '-extfile', extensions, '-out', file(`${name}.pem`)],
    );
  await sign('valid', '10');
  await sign('expired', '-1');
  const nobody = ['-subj', '/CN=codec', '-days', '10'];
  await openssl('req', '-x509', '-key', key, '-out', file('self-signed.pem'), ...nobody);
  return {
    caFile: ca,
    identity: (name) => ({ key: readFileSync(key), cert: readFileSync(file(`${name}.pem`)) }),
    remove: () => folder.remove(),
  };
}
