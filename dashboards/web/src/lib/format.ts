/** Quantities as text, with the decimal sign of the language. */
import type { Language } from './time.ts';

const LOCALES: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };
const formatters = new Map<string, Intl.NumberFormat>();

/** A number with at most `digits` decimals. */
export function formatNumber(value: number, language: Language, digits = 0): string {
  const key = `${language}${digits}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits });
    formatters.set(key, formatter);
  }
  return formatter.format(value);
}

/** Cut to two decimals, never rounded up: 99.996 is not 100 for the people whose site was out. */
export function formatAvailability(percent: number, language: Language): string {
  // 99.99 * 100 is 9998.999...: the small addition keeps what was two decimals already.
  return `${formatNumber(Math.floor(percent * 100 + 1e-6) / 100, language, 2)}%`;
}

/** A share of one with three decimals, as contracts name them; cut, so that 100 means 100. `null`: nobody looked. */
export function formatRatio(ratio: number | null, language: Language, digits = 3): string {
  if (ratio === null) return '–';
  const scale = 10 ** (digits + 2);
  return `${formatNumber(Math.floor(ratio * scale + 1e-6) / 10 ** digits, language, digits)}%`;
}

/** Loss with one decimal, but never 0 when something was lost. */
export function formatLoss(percent: number, language: Language): string {
  if (percent > 0 && percent < 0.1) return `<${formatNumber(0.1, language, 1)}%`;
  return `${formatNumber(percent, language, 1)}%`;
}

/** Three digits that count: "4.21 ms", "42.1 ms", "421 ms". */
export function formatMilliseconds(ms: number, language: Language): string {
  return `${formatNumber(ms, language, ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

const BIT_UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;

/** Bits a second in decimal units, as circuits are sold. */
export function formatBitrate(bitsPerSecond: number, language: Language): string {
  let value = bitsPerSecond;
  let unit = 0;
  while (value >= 1000 && unit < BIT_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, language, value < 10 ? 2 : value < 100 ? 1 : 0)} ${BIT_UNITS[unit]}`;
}
