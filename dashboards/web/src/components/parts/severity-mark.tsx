/** The severities' marks: one to four bars, so that colour only repeats what the shape says. */
import { useTranslation } from 'react-i18next';
import type { Severity } from '../../../../../model/incident.ts';
import css from './severity-mark.module.css';

const BARS: Record<Severity, number> = { info: 1, warning: 2, major: 3, critical: 4 };

/** As high as its text; its name is for who does not see it. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const { t } = useTranslation();
  return (
    <svg
      className={css.mark}
      data-severity={severity}
      viewBox="0 0 16 16"
      role="img"
      aria-label={t(`severity.${severity}`)}
    >
      {[0, 1, 2, 3].map((bar) => (
        <rect
          key={bar}
          x={bar * 4 + 0.5}
          y={11 - bar * 3.4}
          width="3"
          height={4.6 + bar * 3.4}
          rx="0.8"
          className={bar < BARS[severity] ? css.full : css.empty}
        />
      ))}
    </svg>
  );
}
