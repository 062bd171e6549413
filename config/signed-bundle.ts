/**
 * A new version of the agent as a file: a line of JSON with the signed manifest, then the agent's script, compressed.
 * Signed with Ed25519 (RFC 8032); whoever reads one knows the public key from somewhere else.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BundleManifest, BundleRefusal, SignedManifest } from '../model/agent-bundle.ts';
import {
  bundleManifestSchema,
  MAX_PACKED_BYTES,
  MAX_SCRIPT_BYTES,
  signedManifestSchema,
} from '../model/agent-bundle.ts';
import { isSignedBy, sha256 } from './bundle-signature.ts';

/** A bundle that is not taken. */
export class RefusedBundle extends Error {
  readonly reason: BundleRefusal;

  /** @param detail for the log and the report. */
  constructor(reason: BundleRefusal, detail: string) {
    super(detail);
    this.name = 'RefusedBundle';
    this.reason = reason;
  }
}

/** @returns the private key as PEM (PKCS 8), the public one as base64 (SubjectPublicKeyInfo). */
export function makeKeyPair(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

/** The public half of a private key. @throws when it is no Ed25519 key in PEM. */
export function publicKeyOf(privateKey: string): string {
  const key = createPublicKey(createPrivateKey(privateKey));
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('no Ed25519 key');
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** The same script, version and time give the same octets. */
export function signBundle(script: Buffer, version: string, privateKey: string, signedAt: Date): Buffer {
  const packed = gzipSync(script, { level: 9 });
  const manifest = JSON.stringify({
    format: 1,
    product: 'canhmang-agent',
    version,
    bytes: packed.length,
    sha256: sha256(packed),
    script_bytes: script.length,
    script_sha256: sha256(script),
    signed_at: signedAt.toISOString(),
  } satisfies BundleManifest);
  const signature = sign(null, Buffer.from(manifest), createPrivateKey(privateKey)).toString('base64');
  return Buffer.concat([Buffer.from(`${JSON.stringify({ manifest, signature })}\n`), packed]);
}

/** Which bundle a manifest is of: the same for the same octets. */
export function bundleId({ manifest }: SignedManifest): string {
  return sha256(manifest).slice(0, 16);
}

/** The signature first: nothing of it is believed before. @throws RefusedBundle */
export function readManifest({ manifest, signature }: SignedManifest, publicKey: string): BundleManifest {
  if (!isSignedBy(manifest, signature, publicKey))
    throw new RefusedBundle('signature', 'the signature is not of the pinned key');
  try {
    return bundleManifestSchema.parse(JSON.parse(manifest));
  } catch {
    throw new RefusedBundle('format', 'the manifest is not one that this version reads');
  }
}

/** What was downloaded, or read from a file, into the script. @throws RefusedBundle */
export function unpackScript(packed: Buffer, manifest: BundleManifest): Buffer {
  if (packed.length !== manifest.bytes || sha256(packed) !== manifest.sha256)
    throw new RefusedBundle(
      'checksum',
      `${packed.length} octets are not the ${manifest.bytes} that were signed`,
    );
  let script: Buffer;
  try {
    script = gunzipSync(packed, { maxOutputLength: MAX_SCRIPT_BYTES });
  } catch (error) {
    throw new RefusedBundle('format', `cannot be unpacked: ${error instanceof Error ? error.message : ''}`);
  }
  if (!isScript(script, manifest))
    throw new RefusedBundle('checksum', 'the script is not the one that was signed');
  return script;
}

/** Whether this is the script that was signed. */
export function isScript(script: Buffer, manifest: BundleManifest): boolean {
  return script.length === manifest.script_bytes && sha256(script) === manifest.script_sha256;
}

export interface BundleFile {
  readonly id: string;
  readonly signed: SignedManifest;
  readonly manifest: BundleManifest;
  readonly packed: Buffer;
}

/** A whole file, checked from the signature to the last octet. @throws RefusedBundle */
export function readBundleFile(file: Buffer, publicKey: string): BundleFile {
  const end = file.indexOf('\n');
  let line: unknown;
  try {
    line = JSON.parse(file.subarray(0, Math.max(0, end)).toString());
  } catch {
    // No bundle: told below.
  }
  const signed = signedManifestSchema.safeParse(line);
  if (!signed.success || file.length - end > MAX_PACKED_BYTES)
    throw new RefusedBundle('format', 'this is no bundle of an agent');
  const manifest = readManifest(signed.data, publicKey);
  const packed = file.subarray(end + 1);
  unpackScript(packed, manifest);
  return { id: bundleId(signed.data), signed: signed.data, manifest, packed };
}
