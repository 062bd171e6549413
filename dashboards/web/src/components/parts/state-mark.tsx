/** The states' marks: a shape for each, so that colour only repeats what the shape says. */
import { useTranslation } from 'react-i18next';
import type { State } from '../../../../../model/state.ts';
import css from './state-mark.module.css';

/** A state's shape around the origin, within 8 units each way: for use inside an SVG. */
export function StateGlyph({ state }: { state: State }) {
  switch (state) {
    case 'up':
      return <circle r="5" className={css.solid} />;
    case 'degraded':
      return (
        <>
          <path d="M0,-6.8L7,5.6H-7Z" className={css.solid} />
          <path d="M0,-2.4V1.4M0,3.5V3.7" className={css.cut} />
        </>
      );
    case 'down':
      return (
        <>
          <rect x="-6.2" y="-6.2" width="12.4" height="12.4" rx="1.8" className={css.solid} />
          <path d="M-2.9,-2.9L2.9,2.9M2.9,-2.9L-2.9,2.9" className={css.cut} />
        </>
      );
    case 'unreachable':
      return (
        <>
          <path d="M0,-6.6L6.6,0L0,6.6L-6.6,0Z" className={css.hollow} />
          <path d="M-2.6,0H2.6" className={css.bar} />
        </>
      );
    case 'unknown':
      return (
        <>
          <circle r="5.6" className={css.dashed} />
          <circle r="1.4" className={css.solid} />
        </>
      );
  }
}

/** The mark alone, for where the word stands beside it anyway. */
export function StateMark({ state, size = 16 }: { state: State; size?: number }) {
  return (
    <svg
      className={css.mark}
      data-state={state}
      width={size}
      height={size}
      viewBox="-8 -8 16 16"
      aria-hidden="true"
    >
      <StateGlyph state={state} />
    </svg>
  );
}

/** Mark and word. */
export function StateLabel({ state, size }: { state: State; size?: number }) {
  const { t } = useTranslation();
  return (
    <span className={css.label} data-state={state} title={t(`stateHelp.${state}`)}>
      <StateMark state={state} {...(size === undefined ? {} : { size })} />
      <span className={css.word}>{t(`state.${state}`)}</span>
    </span>
  );
}

/** Mark and word on tinted ground, for a page's heading. */
export function StateBadge({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <span className={css.badge} data-state={state} title={t(`stateHelp.${state}`)}>
      <StateMark state={state} size={18} />
      {t(`state.${state}`)}
    </span>
  );
}
