/** Who is told of incidents: duty, ways, messages, routes, people. */
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { dutiesQuery, notifySetupQuery } from '../api/notify-queries.ts';
import { ForAdmins } from '../components/accounts/for-admins.tsx';
import { FileProblems } from '../components/inventory/file-problems.tsx';
import { Channels } from '../components/notify/channels-panel.tsx';
import { DutyPanel } from '../components/notify/duty-panel.tsx';
import { Recipients, Routes } from '../components/notify/notify-routes.tsx';
import { OutboxPanel } from '../components/notify/outbox-panel.tsx';
import { Loaded } from '../components/parts/loaded.tsx';
import { Panel } from '../components/parts/panel.tsx';
import type { OutboxSearch } from '../lib/outbox-search.ts';
import css from './administration.module.css';

const route = getRouteApi('/notifications');

export function NotificationsPage() {
  const { t } = useTranslation();
  useDocumentTitle(`${t('notify.title')} · ${t('app.name')}`);
  return (
    <ForAdmins title={t('notify.title')}>
      <Notifications />
    </ForAdmins>
  );
}

function Notifications() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const setup = useQuery(notifySetupQuery());
  const report = useQuery(dutiesQuery());
  const change = (part: OutboxSearch) =>
    void navigate({ search: (last) => ({ ...last, ...part }), replace: true, resetScroll: false });
  const waiting = report.data?.waiting ?? [];
  return (
    <div className={css.page}>
      <h1>{t('notify.title')}</h1>
      <FileProblems title={t('notify.fileProblems')} problems={report.data?.problems ?? []} />
      {waiting.length > 0 && (
        <p className={css.note}>{t('notify.keysWaiting', { keys: waiting.join(', ') })}</p>
      )}
      <div className={css.pair}>
        <DutyPanel setup={setup.data} />
        <Panel title={t('notify.channels')} isFlush>
          <Loaded query={setup}>{(data) => <Channels setup={data} />}</Loaded>
        </Panel>
      </div>
      <OutboxPanel search={search} onChange={change} />
      <Panel title={t('notify.routes')} isFlush aside={setup.data?.routes.length}>
        <Loaded query={setup}>{({ routes }) => <Routes routes={routes} />}</Loaded>
      </Panel>
      <Panel title={t('notify.recipients')} isFlush aside={setup.data?.recipients.length}>
        <Loaded query={setup}>{({ recipients }) => <Recipients recipients={recipients} />}</Loaded>
      </Panel>
      <p className={css.hint}>{t('notify.hint')}</p>
    </div>
  );
}
