/** Bytes as text, for a JSON body. */

/** As many as a function takes arguments, on every browser. */
const CHUNK_BYTES = 0x8000;

export function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  return btoa(binary);
}
