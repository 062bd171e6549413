/** The mail that a scheduled report comes with: its figures in a few lines. Pure. */
import { formatTime } from '../../../config/messages.ts';
import type { Reader } from '../formats/format.ts';
import { duration, outageMs, percent } from '../formats/words.ts';
import type { UptimeReport } from '../report.ts';

export interface CoveringLetter {
  readonly subject: string;
  readonly text: string;
}

export function coveringLetter(
  name: string,
  { header, total, charts }: UptimeReport,
  files: readonly string[],
  reader: Reader,
): CoveringLetter {
  const { t, language } = reader;
  const { title, period, asOfMs, timeZone } = header;
  const worst = charts.worst
    .slice(0, 3)
    .map(({ name: site, availability }) =>
      t('report.mail.worst_site', { site, percent: percent(availability, language) }),
    );
  return {
    subject: t('report.mail.subject', { name, period, title }),
    text: [
      t('report.mail.opening', { title, period }),
      '',
      t('report.mail.total', {
        percent: percent(total.availability, language),
        outages: String(total.time.outages),
        duration: duration(outageMs(total), reader),
      }),
      worst.length > 0 ? t('report.mail.worst', { sites: worst.join('; ') }) : t('report.mail.no_worst'),
      '',
      t('report.mail.files', { files: files.join(', ') }),
      t('report.mail.as_of', { at: formatTime(asOfMs, language, timeZone), name }),
    ].join('\n'),
  };
}
