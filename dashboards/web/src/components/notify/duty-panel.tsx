/** Who is on duty now and who is next, by rota; the turns and who stands in for whom. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NotifyReport, NotifySetup } from '../../../../../collector/api/types/notify.ts';
import { dutiesQuery } from '../../api/notify-queries.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { MINUTE } from '../../lib/time.ts';
import { fromLocal } from '../../lib/zoned.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import css from './duty-panel.module.css';

export function DutyPanel({ setup }: { setup: NotifySetup | undefined }) {
  const { t } = useTranslation();
  const duties = useQuery(dutiesQuery());
  return (
    <Panel title={t('notify.duty')} isFlush>
      <Loaded query={duties}>
        {(report) =>
          report.duties.length === 0 ? (
            <Nothing>{t('notify.noRotas')}</Nothing>
          ) : (
            <ul className={css.rotas}>
              {report.duties.map((duty) => (
                <Duty
                  key={duty.rota}
                  duty={duty}
                  rota={setup?.rotas.find(({ name }) => name === duty.rota)}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

interface DutyProps {
  duty: NotifyReport['duties'][number];
  rota: NotifySetup['rotas'][number] | undefined;
}

function Duty({ duty: { rota: name, member, until, next }, rota }: DutyProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  return (
    <li className={css.rota}>
      <h3>{name}</h3>
      <p className={css.now} data-nobody={member === null}>
        {member ?? t('notify.nobody')}
        {until !== null && (
          <span className={css.until}>
            {t('notify.until', { time: format.moment(Date.parse(until), now) })}
          </span>
        )}
      </p>
      {until !== null && <p className={css.next}>{t('notify.next', { name: next ?? t('notify.nobody') })}</p>}
      {rota !== undefined && rota.members.length > 0 && (
        <p className={css.turns}>
          {t('notify.turns', { members: rota.members.join(' → '), count: rota.everyDays, at: rota.at })}
        </p>
      )}
      {rota !== undefined && <Overrides rota={rota} now={now} />}
    </li>
  );
}

/** Those that are over are of no use any more. */
function Overrides({ rota, now }: { rota: NotifySetup['rotas'][number]; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = rota.overrides
    .map(({ member, from, to }) => ({
      member,
      fromMs: fromLocal(from, format.timeZone) ?? 0,
      toMs: fromLocal(to, format.timeZone) ?? 0,
    }))
    .filter(({ toMs }) => toMs > now);
  if (shown.length === 0) return null;
  return (
    <ul className={css.overrides} aria-label={t('notify.overrides')}>
      {shown.map(({ member, fromMs, toMs }) => (
        <li key={`${member} ${fromMs}`} data-now={fromMs <= now}>
          {t('notify.override', { member, from: format.dateTime(fromMs), to: format.dateTime(toMs) })}
        </li>
      ))}
    </ul>
  );
}
