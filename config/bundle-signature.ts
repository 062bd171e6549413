/** Whether something was signed with a key. On its own, for an agent that checks before it loads anything else. */
import { createHash, createPublicKey, verify } from 'node:crypto';

export function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** @param text base64 of a SubjectPublicKeyInfo. @throws when it is no Ed25519 key. */
export function readPublicKey(text: string) {
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('no Ed25519 key');
  return key;
}

/** Whether it is a public key as `makeKeyPair` writes them. */
export function isPublicKey(text: string): boolean {
  try {
    readPublicKey(text);
    return true;
  } catch {
    return false;
  }
}

/** Ed25519 (RFC 8032). @param signature base64. @throws when `publicKey` is none. */
export function isSignedBy(text: string, signature: string, publicKey: string): boolean {
  const octets = Buffer.from(signature, 'base64');
  // One way of writing it: what is not base64 would be skipped.
  if (octets.toString('base64') !== signature) return false;
  return verify(null, Buffer.from(text), readPublicKey(publicKey), octets);
}
