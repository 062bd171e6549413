/** Text in the default alphabet of GSM 03.38 (3GPP TS 23.038 section 6.2.1), as one SMS of 160 septets holds it. Pure. */

export const SMS_SEPTETS = 160;

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Behind an escape, so that each takes two septets (section 6.2.1.1). */
const EXTENSION = new Set('\f^{}\\[~]|€');

/** Marks that NFD does not take apart, and signs that have a plain likeness. */
const LIKENESS: Readonly<Record<string, string>> = {
  đ: 'd',
  Đ: 'D',
  '–': '-',
  '—': '-',
  '−': '-',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '`': "'",
  '…': '...',
  '→': '->',
  '\t': ' ',
  '\u00a0': ' ',
};

/** Vietnamese without its marks and everything else in the alphabet; what has no place in it is a question mark. */
export function toGsmText(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
  return Array.from(plain, (sign) => LIKENESS[sign] ?? sign)
    .join('')
    .replace(/./gsu, (sign) => (BASIC.has(sign) || EXTENSION.has(sign) ? sign : '?'));
}

/** Length in septets; `undefined` when a sign is not in the alphabet. */
export function gsmSeptets(text: string): number | undefined {
  let septets = 0;
  for (const sign of text) {
    if (BASIC.has(sign)) septets += 1;
    else if (EXTENSION.has(sign)) septets += 2;
    else return undefined;
  }
  return septets;
}

/** The beginning of a text of the alphabet that takes no more than so many septets. */
export function cutToSeptets(text: string, septets: number): string {
  let used = 0;
  let end = 0;
  for (const sign of text) {
    used += EXTENSION.has(sign) ? 2 : 1;
    if (used > septets) break;
    end += sign.length;
  }
  return text.slice(0, end);
}
