/** A day of states in one strip. */
import { useTranslation } from 'react-i18next';
import type { IntervalRow } from '../../../../../collector/api/types/sites.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { layIntervals, stripStart } from '../../lib/chart.ts';
import { HOUR, hourTicks, minuteTicks } from '../../lib/time.ts';
import { StateMark } from '../parts/state-mark.tsx';
import css from './state-strip.module.css';

/** Longer spans than this have their ticks at full hours. */
const SHORT_SPAN_MS = 3 * HOUR;
const TICK_HOURS = [1, 3];
/** At most this many full hours stand side by side. */
const MAX_HOURS = 9;
/** A time nearer to an end than this share of the strip would be cut off. */
const EDGE_SHARE = 0.03;
/** Narrower than this share there is no room for a mark; the colour bar's height tells it apart still. */
const LEAST_MARKED_SHARE = 0.018;

export interface StateStripProps {
  intervals: readonly IntervalRow[];
  fromMs: number;
  toMs: number;
}

/** The strip with its hours, and the same as a list for who cannot see it. */
export function StateStrip({ intervals, toMs, ...window }: StateStripProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const fromMs = stripStart(intervals, window.fromMs);
  const pieces = layIntervals(intervals, fromMs, toMs).map((piece) => ({
    ...piece,
    text: t('site.stripItem', {
      state: t(`state.${piece.interval.state}`),
      from: format.moment(piece.fromMs, toMs),
      to: piece.interval.to === null ? t('site.now') : format.moment(piece.toMs, toMs),
      duration: format.duration(piece.toMs - piece.fromMs),
    }),
  }));
  const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
  return (
    <figure className={css.strip} aria-label={t('site.stripLabel')}>
      <div className={css.bar}>
        <ul>
          {pieces.map(({ interval, start, share, text }) => (
            <li
              key={interval.from}
              className={css.piece}
              data-state={interval.state}
              style={{ left: percent(start), width: percent(share) }}
              title={text}
            >
              {interval.state !== 'up' && share > LEAST_MARKED_SHARE && (
                <StateMark state={interval.state} size={14} />
              )}
              <span className={css.text}>{text}</span>
            </li>
          ))}
        </ul>
      </div>
      <div className={css.ticks} aria-hidden="true">
        {ticksOf(fromMs, toMs, format.timeZone).map((at) => (
          <span key={at} style={{ left: percent((at - fromMs) / (toMs - fromMs)) }}>
            {format.time(at)}
          </span>
        ))}
      </div>
      {fromMs > window.fromMs && (
        <figcaption className={css.since}>
          {t('site.watchedSince', { time: format.moment(fromMs, toMs) })}
        </figcaption>
      )}
    </figure>
  );
}

function ticksOf(fromMs: number, toMs: number, timeZone: string): number[] {
  const edgeMs = (toMs - fromMs) * EDGE_SHARE;
  return allTicks(fromMs, toMs, timeZone).filter((at) => at - fromMs >= edgeMs && toMs - at >= edgeMs);
}

function allTicks(fromMs: number, toMs: number, timeZone: string): number[] {
  const spanMs = toMs - fromMs;
  if (spanMs <= SHORT_SPAN_MS) return minuteTicks(fromMs, toMs);
  const stepHours = TICK_HOURS.find((hours) => spanMs / (hours * HOUR) <= MAX_HOURS) ?? 3;
  return hourTicks(fromMs, toMs, timeZone, stepHours);
}
