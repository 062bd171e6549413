/** One incident: what happened, by what evidence, and what people do about it. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentDetail } from '../../../../collector/api/types/incidents.ts';
import { ApiFailure } from '../api/failure.ts';
import { incidentQuery } from '../api/queries.ts';
import { useAccess } from '../components/accounts/use-access.ts';
import { IncidentActions } from '../components/incidents/incident-actions.tsx';
import { IncidentTimeline } from '../components/incidents/incident-timeline.tsx';
import { Icon } from '../components/parts/icons.tsx';
import { Panel } from '../components/parts/panel.tsx';
import { QueryProblem } from '../components/parts/query-problem.tsx';
import { NotFound } from '../components/shell/not-found.tsx';
import { useFormat, useNow } from '../i18n/use-format.ts';
import { useWhat } from '../i18n/use-what.ts';
import { SECOND } from '../lib/time.ts';
import css from './incident.module.css';

const route = getRouteApi('/incidents/$id');

/** Reads the incident in the address. */
export function IncidentPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(incidentQuery(id));
  useDocumentTitle(`#${id} · ${t('app.name')}`);
  if (data !== undefined) return <LoadedIncident incident={data} />;
  if (error instanceof ApiFailure && (error.status === 404 || error.status === 400))
    return <NotFound text={t('incident.notFound', { id })} />;
  if (error !== null) return <QueryProblem error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={420} aria-label={t('app.loading')} />;
}

function LoadedIncident({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const { mayDo } = useAccess();
  return (
    <div className={css.page}>
      <Head incident={incident} />
      <div className={css.columns}>
        <Panel title={t('incident.timeline')}>
          <IncidentTimeline incident={incident} />
        </Panel>
        <div className={css.side}>
          {mayDo('operator') && (
            <Panel title={t('incident.handling')}>
              <IncidentActions incident={incident} />
            </Panel>
          )}
          {incident.affectedSubjects.length > 0 && <Affected incident={incident} />}
          {incident.facts.length > 0 && <Facts incident={incident} />}
        </div>
      </div>
    </div>
  );
}

function Head({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const what = useWhat();
  const format = useFormat();
  const now = useNow(10 * SECOND);
  const openedMs = Date.parse(incident.openedAt);
  const resolvedMs = incident.resolvedAt === null ? null : Date.parse(incident.resolvedAt);
  const facts = [
    [t('incidents.opened'), format.moment(openedMs, now)],
    [t('incidents.ended'), resolvedMs === null ? t('incidents.ongoing') : format.moment(resolvedMs, now)],
    [t('incidents.duration'), format.duration((resolvedMs ?? now) - openedMs)],
    [t('incident.severity'), t(`severity.${incident.severity}`)],
    [t('incident.cause'), incident.cause === null ? t('incident.noCause') : t(`cause.${incident.cause}`)],
    [t('incident.assignee'), incident.assignee ?? t('incident.nobody')],
    [t('incident.acknowledgedBy'), incident.acknowledgedBy ?? t('incident.nobodyYet')],
  ] as const;
  return (
    <header className={css.head}>
      <Link to="/incidents" className={css.back}>
        <Icon name="back" size={16} />
        {t('incidents.title')}
      </Link>
      <h1>
        #{incident.id} {what(incident)}:{' '}
        <Link to="/sites/$siteId" params={{ siteId: incident.site }}>
          {incident.subjectName}
        </Link>
      </h1>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {incident.mergedInto !== null && (
        <p>
          <Link to="/incidents/$id" params={{ id: String(incident.mergedInto) }}>
            {t('incident.partOf', { number: incident.mergedInto })}
          </Link>
        </p>
      )}
    </header>
  );
}

function Affected({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const names = [...new Set(incident.affectedSubjects.map(({ name }) => name))];
  return (
    <Panel title={t('incident.affected')} aside={names.length}>
      <ul className={css.list}>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </Panel>
  );
}

function Facts({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(10 * SECOND);
  return (
    <Panel title={t('incident.facts')}>
      <ul className={css.list}>
        {incident.facts.map(({ kind, from, to, points }) => (
          <li key={kind}>
            <strong>{t(`fact.${kind}`)}</strong>
            <br />
            {t('incident.factPoints', {
              count: points,
              from: format.moment(Date.parse(from), now),
              to: format.moment(Date.parse(to), now),
            })}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
