/**
 * A program as one executable script (docs/adr/0019). Its parts stand in it compressed, in a comment behind the code:
 * each is unpacked and compiled when it is first wanted, so that a command costs what it uses. As one plain script
 * the same program needs 12 MB more.
 */
import { deflateRawSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { EXTERNAL, MINIFY } from './places.mjs';

const MAIN = 'main.js';

/**
 * @param {object} options
 * @param {string} options.entry exports `main(file)`, which is given the path of the script.
 * @param {readonly object[]} options.plugins of the bundler.
 * @returns {Promise<{ text: string, modules: string[] }>}
 */
export async function oneFile({ entry, plugins }) {
  const bundle = await rolldown({ input: { main: entry }, platform: 'node', external: EXTERNAL, plugins });
  const { output } = await bundle.generate({
    format: 'cjs',
    minify: MINIFY,
    entryFileNames: MAIN,
    chunkFileNames: '[name]-[hash].js',
  });
  await bundle.close();
  const chunks = output.filter((chunk) => chunk.type === 'chunk');
  for (const { code, fileName } of chunks) checkPart(fileName, code);
  return { text: assemble(chunks), modules: chunks.flatMap(({ moduleIds }) => moduleIds) };
}

/** What a part cannot do: there is nothing beside it, and no package either. */
function checkPart(name, code) {
  const outside = [...code.matchAll(/\brequire\([`'"]([^`'"]+)[`'"]\)/g)]
    .map((match) => match[1] ?? '')
    .filter((wanted) => /^(?:@duckdb\/|libsql$)/.test(wanted));
  if (outside.length > 0) throw new Error(`${name} wants ${outside.join(', ')}, which has native code`);
  if (/\bimport\.meta\b/.test(code)) throw new Error(`${name} asks where it stands (import.meta)`);
}

/**
 * One quotation mark from outside Latin-1 makes the engine keep the whole text with two octets a character. The escape
 * means the same in strings, templates and regular expressions, and elsewhere there is none.
 */
function ascii(code) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function assemble(chunks) {
  /** Name to place and length. @type {Record<string, [number, number]>} */
  const index = {};
  const packed = [];
  let at = 0;
  for (const { fileName, code } of [...chunks].sort((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
    const text = deflateRawSync(ascii(code), { level: 9 }).toString('base64');
    index[fileName] = [at, text.length];
    packed.push(text);
    at += text.length;
  }
  const head = `#!/usr/bin/env node
'use strict';
const { openSync, readSync } = require('node:fs');
const { compileFunction } = require('node:vm');
const { inflateRawSync } = require('node:zlib');
const file = __filename;
const descriptor = openSync(file, 'r');
const index = ${JSON.stringify(index)};
const loaded = new Map();
function part(name) {
  const before = loaded.get(name);
  if (before) return before.exports;
  const [at, length] = index[name];
  const packed = Buffer.allocUnsafe(length);
  if (readSync(descriptor, packed, 0, length, start + at) < length) throw new Error(file + ' is cut off');
  const code = inflateRawSync(Buffer.from(packed.latin1Slice(), 'base64')).toString();
  const module = { exports: {} };
  loaded.set(name, module);
  const wanted = (other) => (other.startsWith('./') ? part(other.slice(2)) : require(other));
  const names = ['exports', 'require', 'module', '__filename', '__dirname'];
  compileFunction(code, names, { filename: file + '/' + name })
    .call(module.exports, module.exports, wanted, module, file, __dirname);
  return module.exports;
}
`;
  const tail = `part('${MAIN}').main(file);\n/*`;
  const digits = 6;
  const lineOf = (start) => `const start = ${String(start).padStart(digits)};\n`;
  const start = Buffer.byteLength(head + lineOf(0) + tail);
  return `${head}${lineOf(start)}${tail}${packed.join('')}*/\n`;
}
