/** What people have noted of a site, and a field for more. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { siteNotesQuery, useNoteAct } from '../../api/site-note-queries.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { MINUTE } from '../../lib/time.ts';
import { MOST } from '../../lib/typed.ts';
import { useAccess } from '../accounts/use-access.ts';
import { ActProblem } from '../parts/act-problem.tsx';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import { TextForm } from '../parts/text-form.tsx';
import css from './site-notes.module.css';

/** A panel with the notes, the latest first. */
export function SiteNotes({ siteId }: { siteId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const { mayDo } = useAccess();
  const { data, error, refetch } = useQuery(siteNotesQuery(siteId));
  const act = useNoteAct(siteId);
  const mayNote = mayDo('technician');
  return (
    <Panel title={t('site.notes.title')}>
      {data === undefined && error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <Nothing>{t('site.notes.none')}</Nothing>}
      {data !== undefined && data.items.length > 0 && (
        <ul className={css.notes}>
          {data.items.map(({ id, text, author, at }) => (
            <li key={id}>
              <p className={css.text}>{text}</p>
              <div className={css.foot}>
                <span>{t('site.notes.by', { author, time: format.moment(Date.parse(at), now) })}</span>
                {mayNote && (
                  <ConfirmButton
                    label={t('site.notes.withdrawOf', { author })}
                    question={t('site.notes.question')}
                    isBusy={act.isPending}
                    onConfirm={() => act.mutate({ withdraw: id })}
                  >
                    {t('site.notes.withdraw')}
                  </ConfirmButton>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {mayNote && (
        <div className={css.form}>
          <TextForm
            key={siteId}
            draftKey={`site.${siteId}.note`}
            label={t('site.notes.label')}
            description={t('site.notes.hint')}
            send={t('site.notes.add')}
            most={MOST.incidentText}
            isBusy={act.isPending}
            onSend={(text, done) => act.mutate({ add: text }, { onSuccess: done })}
          />
        </div>
      )}
      <ActProblem error={act.error} />
    </Panel>
  );
}
