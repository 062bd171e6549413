/** Formatting in the user's language and the province's time zone, and the server's time. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { aboutQuery } from '../api/queries.ts';
import * as format from '../lib/format.ts';
import * as time from '../lib/time.ts';

/** Until the server has said: where this program is at home. */
const DEFAULT_TIME_ZONE = 'Asia/Ho_Chi_Minh';

/** The language shown now. */
export function useLanguage(): time.Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'vi';
}

/** Gives the server's time by this machine's clock and the difference measured when `About` was read. */
export function useServerClock(): () => number {
  const { data, dataUpdatedAt } = useQuery(aboutQuery());
  const offset = data === undefined ? 0 : data.nowMs - dataUpdatedAt;
  return useCallback(() => Date.now() + offset, [offset]);
}

/** The server's time, anew every `stepMs`. */
export function useNow(stepMs: number): number {
  const clock = useServerClock();
  const [now, setNow] = useState(clock);
  useEffect(() => {
    setNow(clock());
    const timer = setInterval(() => setNow(clock()), stepMs);
    return () => clearInterval(timer);
  }, [clock, stepMs]);
  return now;
}

export interface Format {
  timeZone: string;
  time: (timeMs: number) => string;
  timeSeconds: (timeMs: number) => string;
  date: (timeMs: number) => string;
  weekday: (timeMs: number) => string;
  /** Without the year. */
  shortDate: (timeMs: number) => string;
  /** Time and day, without the year. */
  dateTime: (timeMs: number) => string;
  moment: (timeMs: number, nowMs: number) => string;
  duration: (ms: number) => string;
  number: (value: number, digits?: number) => string;
  milliseconds: (ms: number) => string;
  loss: (percent: number) => string;
  availability: (percent: number) => string;
  bitrate: (bitsPerSecond: number) => string;
  /** A share of one, in percent. */
  ratio: (ratio: number | null, digits?: number) => string;
}

/** The formatters of the page; stable until language or time zone change. */
export function useFormat(): Format {
  const language = useLanguage();
  const timeZone = useQuery(aboutQuery()).data?.timeZone ?? DEFAULT_TIME_ZONE;
  return useMemo(
    () => ({
      timeZone,
      time: (ms) => time.formatTime(ms, timeZone),
      timeSeconds: (ms) => time.formatTimeSeconds(ms, timeZone),
      date: (ms) => time.formatDate(ms, timeZone, language),
      weekday: (ms) => time.formatWeekday(ms, timeZone, language),
      shortDate: (ms) => time.formatShortDate(ms, timeZone, language),
      dateTime: (ms) => `${time.formatTime(ms, timeZone)}, ${time.formatShortDate(ms, timeZone, language)}`,
      moment: (ms, nowMs) => time.formatMoment(ms, nowMs, timeZone, language),
      duration: (ms) => time.formatDuration(ms, language),
      number: (value, digits) => format.formatNumber(value, language, digits),
      milliseconds: (ms) => format.formatMilliseconds(ms, language),
      loss: (percent) => format.formatLoss(percent, language),
      availability: (percent) => format.formatAvailability(percent, language),
      bitrate: (bps) => format.formatBitrate(bps, language),
      ratio: (ratio, digits) => format.formatRatio(ratio, language, digits),
    }),
    [language, timeZone],
  );
}
