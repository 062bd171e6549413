import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicKey } from '../../../config/bundle-signature.ts';
import {
  makeKeyPair,
  publicKeyOf,
  RefusedBundle,
  readBundleFile,
  signBundle,
  unpackScript,
} from '../../../config/signed-bundle.ts';

const { privateKey, publicKey } = makeKeyPair();
const SCRIPT = Buffer.from(`#!/usr/bin/env node\n${'// a script that does nothing\n'.repeat(20)}`);
const SIGNED_AT = new Date(Date.UTC(2026, 10, 25));
const file = signBundle(SCRIPT, '1.2.3', privateKey, SIGNED_AT);

describe('a signed bundle', () => {
  it('is read with its key, and is the same when it is signed again', () => {
    const { manifest, packed } = readBundleFile(file, publicKey);
    expect(manifest).toMatchObject({ version: '1.2.3', script_bytes: SCRIPT.length });
    expect(unpackScript(packed, manifest).equals(SCRIPT)).toBe(true);
    expect(signBundle(SCRIPT, '1.2.3', privateKey, SIGNED_AT).equals(file)).toBe(true);
    expect(publicKeyOf(privateKey)).toBe(publicKey);
  });

  it('is refused when any octet of it is another, wherever', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const tampered = Buffer.from(file);
        tampered[place] = (tampered[place] ?? 0) ^ change;
        expect(() => readBundleFile(tampered, publicKey)).toThrow(RefusedBundle);
      }),
    );
  });

  it('is refused when it is cut off anywhere, or something is behind it', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), (length) => {
        expect(() => readBundleFile(file.subarray(0, length), publicKey)).toThrow(RefusedBundle);
      }),
    );
    expect(() => readBundleFile(Buffer.concat([file, Buffer.from('x')]), publicKey)).toThrow(RefusedBundle);
  });

  it('is refused of another key', () => {
    const other = makeKeyPair();
    expect(() => readBundleFile(file, other.publicKey)).toThrow('not of the pinned key');
  });

  it('unpacks to no more than it says', () => {
    const { manifest, packed } = readBundleFile(file, publicKey);
    expect(() => unpackScript(packed, { ...manifest, script_bytes: manifest.script_bytes - 1 })).toThrow(
      RefusedBundle,
    );
  });
});

describe('isPublicKey', () => {
  it.each(['', 'key', publicKey.slice(1), Buffer.alloc(44).toString('base64'), privateKey])(
    '%j is none',
    (text) => expect(isPublicKey(text)).toBe(false),
  );
  it('is one', () => expect(isPublicKey(publicKey)).toBe(true));
});
