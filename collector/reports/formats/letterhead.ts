/** What an official document says of who reports, in words; the formats only place it. Pure. */
import { BLANK_LETTERHEAD } from '../../../config/schema/reports.ts';
import { dayOf } from './document-words.ts';
import type { Reader } from './format.ts';

/** To be filled in by hand. */
export const DOTS = '……………';

export interface LetterheadWords {
  readonly parent: string;
  readonly office: string;
  /** `Số:       /BC-SKHCN` */
  readonly number: string;
  readonly country: string;
  readonly motto: string;
  /** `Yên Bái, ngày 05 tháng 11 năm 2026` */
  readonly placeDate: string;
  /** Who gets it, each with the sign behind it. */
  readonly sentTo: readonly string[];
  readonly signerTitle: string;
  readonly signer: string;
}

/** @param dateMs the day on it, epoch milliseconds. */
export function letterheadWords(
  { t, letterhead = BLANK_LETTERHEAD }: Reader,
  dateMs: number,
  timeZone: string,
): LetterheadWords {
  const place = letterhead.place ?? DOTS;
  const sentTo = [...letterhead.sent_to, t('document.archive')];
  return {
    parent: (letterhead.parent ?? DOTS).toUpperCase(),
    office: (letterhead.office ?? DOTS).toUpperCase(),
    number: t('document.number', { symbol: letterhead.symbol ?? DOTS }),
    country: t('document.country'),
    motto: t('document.motto'),
    placeDate: t('document.place_date', { place, ...dayOf(dateMs, timeZone) }),
    sentTo: sentTo.map((name, index) => `- ${name}${index === sentTo.length - 1 ? '.' : ';'}`),
    signerTitle: (letterhead.signer_title ?? t('document.signer_title')).toUpperCase(),
    signer: letterhead.signer ?? DOTS,
  };
}
