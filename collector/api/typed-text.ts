/**
 * What people type, composed (Unicode NFC): what looks the same is the same. Control characters and halves of UTF-16
 * pairs have no place in it: a database ends a text at the one and cannot keep the other, a workbook with them cannot
 * be opened, a terminal acts on them.
 */
import { z } from 'zod';

/** All but tab and line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** What begins another line somewhere. */
const LINE_ENDS = /\s*[\n\v\f\r\u0085\u2028\u2029]+\s*/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function clean(text: string): string {
  const kept = text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').replace(LONE_SURROGATE, '\ufffd');
  return kept.normalize('NFC').trim();
}

/** A title, a name: one line, whatever was pasted; it stands in lists and in the subject of a mail. */
export function typedLine(longest: number) {
  return z
    .string()
    .normalize('NFC')
    .max(longest)
    .transform((text) => clean(text.replace(LINE_ENDS, ' ')))
    .pipe(z.string().min(1));
}

/** A remark, which may have several lines. */
export function typedText(longest: number) {
  return z.string().normalize('NFC').max(longest).transform(clean).pipe(z.string().min(1));
}
