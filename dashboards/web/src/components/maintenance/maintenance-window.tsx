/** The window that is open: a new one, one to change, or one that only the configuration changes. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MaintenanceRow } from '../../../../../collector/api/types/maintenance.ts';
import { request } from '../../api/client.ts';
import { maintenanceKey } from '../../api/maintenance-queries.ts';
import { useFormat, useNow, useServerClock } from '../../i18n/use-format.ts';
import { draftOf, newDraft } from '../../lib/maintenance-draft.ts';
import { MINUTE } from '../../lib/time.ts';
import { useAccess } from '../accounts/use-access.ts';
import { ActProblem } from '../parts/act-problem.tsx';
import { Panel } from '../parts/panel.tsx';
import { useRuleWords } from '../rules/use-rule-words.ts';
import { MaintenanceForm } from './maintenance-form.tsx';
import css from './maintenance-window.module.css';

export interface MaintenanceWindowProps {
  /** `undefined`: a new one. */
  window: MaintenanceRow | undefined;
  onClose: () => void;
}

export function MaintenanceWindow({ window, onClose }: MaintenanceWindowProps) {
  const { t } = useTranslation();
  const { timeZone } = useFormat();
  const clock = useServerClock();
  const mayChange = useAccess().mayDo('operator');
  if (window === undefined) {
    return (
      <Panel title={t('maintenance.new')}>
        {mayChange ? (
          <MaintenanceForm id={undefined} initial={newDraft(clock(), timeZone)} onDone={onClose} />
        ) : (
          <p>{t('maintenance.ofOperators')}</p>
        )}
      </Panel>
    );
  }
  const isFixed = window.id.startsWith('config-');
  const isOver = window.cancelledAt !== null || (!window.active && window.next === null);
  const reason = isFixed ? 'ofConfiguration' : isOver ? 'isOver' : mayChange ? undefined : 'ofOperators';
  return (
    <Panel
      title={t('maintenance.titleOf', { scope: window.scopeName })}
      aside={reason === undefined && <EndButton window={window} onDone={onClose} />}
    >
      {reason !== undefined ? (
        <Facts window={window} reason={reason} onClose={onClose} />
      ) : (
        <MaintenanceForm
          key={window.id}
          id={window.id}
          initial={draftOf(window, timeZone)}
          onDone={onClose}
        />
      )}
    </Panel>
  );
}

/** Asks once more: what is ended does not come back by itself. */
function EndButton({ window, onDone }: { window: MaintenanceRow; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const end = useMutation({
    mutationFn: () =>
      request<MaintenanceRow>(`/maintenance/${window.id}/cancel`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: maintenanceKey });
      onDone();
    },
  });
  if (!isAsked) {
    return (
      <Button size="xs" variant="default" onClick={() => setAsked(true)}>
        {t('maintenance.endWindow')}
      </Button>
    );
  }
  return (
    <div className={css.sure}>
      {end.error === null ? (
        <span role="status">{t('maintenance.sure')}</span>
      ) : (
        <ActProblem error={end.error} />
      )}
      <Button size="xs" color="red" loading={end.isPending} onClick={() => end.mutate()}>
        {t('maintenance.endNow')}
      </Button>
      <Button size="xs" variant="default" onClick={() => setAsked(false)}>
        {t('maintenance.keep')}
      </Button>
    </div>
  );
}

function Facts({
  window,
  reason,
  onClose,
}: {
  window: MaintenanceRow;
  /** Why it cannot be changed here. */
  reason: 'ofConfiguration' | 'isOver' | 'ofOperators';
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const ruleWords = useRuleWords();
  const now = useNow(MINUTE);
  const moment = (iso: string) => format.moment(Date.parse(iso), now);
  const facts = [
    [t('maintenance.start'), moment(window.start)],
    [t('maintenance.end'), moment(window.end)],
    [t('maintenance.recurrence'), ruleWords(window.rrule)],
    [t('maintenance.note'), window.note],
    [t('maintenance.author'), window.author],
  ] as const;
  return (
    <div className={css.facts}>
      <p>{t(`maintenance.${reason}`)}</p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Button variant="default" w="fit-content" onClick={onClose}>
        {t('maintenance.close')}
      </Button>
    </div>
  );
}
