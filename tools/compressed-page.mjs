/** The page's files compressed beside themselves: once here with the utmost effort, and not at every request on a machine that watches. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync, constants as zlib } from 'node:zlib';

/** Fonts are compressed as they are; the page itself is different in every answer. */
const TEXTS = /\.(?:js|css|svg|json|geojson)$/;
/** Smaller ones fit a packet anyway, bytes. */
const LEAST_BYTES = 1_000;

/**
 * Writes `.br` (RFC 7932) and `.gz` (RFC 1952) beside each text.
 * @param {string} folder
 */
export function compressPage(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, String(name));
    if (!TEXTS.test(path) || statSync(path).size < LEAST_BYTES) continue;
    const content = readFileSync(path);
    const params = {
      [zlib.BROTLI_PARAM_MODE]: zlib.BROTLI_MODE_TEXT,
      [zlib.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}
