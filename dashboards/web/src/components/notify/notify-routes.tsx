/** The routes, who is reached by them, and the people with their addresses. */

import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type {
  NotifyRouteRow,
  NotifySetup,
  NotifyTestAnswer,
} from '../../../../../collector/api/types/notify.ts';
import { request } from '../../api/client.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useKindName } from '../../i18n/use-what.ts';
import { ActProblem } from '../parts/act-problem.tsx';
import { Nothing } from '../parts/panel.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import table from '../parts/small-table.module.css';
import css from './notify-routes.module.css';

export function Routes({ routes }: { routes: readonly NotifyRouteRow[] }) {
  const { t } = useTranslation();
  return (
    <table className={`${table.table} ${css.routes}`}>
      <thead>
        <tr>
          <th scope="col">{t('notify.route')}</th>
          <th scope="col">{t('notify.what')}</th>
          <th scope="col">{t('notify.to')}</th>
          <th scope="col">{t('notify.how')}</th>
        </tr>
      </thead>
      <tbody>
        {routes.map((route) => (
          <Route key={route.name} route={route} />
        ))}
      </tbody>
    </table>
  );
}

/** What narrows a route, in words; a route that nothing narrows takes everything. */
function useNarrowing({ units, sites, classes, kinds, days, hours, severity }: NotifyRouteRow): string[] {
  const { t } = useTranslation();
  const kindName = useKindName();
  return [
    ...(severity === 'info' ? [] : [t('notify.from', { severity: t(`severity.${severity}`) })]),
    ...[...units, ...sites],
    ...classes.map((each) => t(`class.${each}`)),
    ...kinds.map(kindName),
    ...(days.length === 0 ? [] : [days.map((day) => t(`notify.day.${day}`)).join(', ')]),
    ...(hours === null ? [] : [hours]),
  ];
}

function Route({ route }: { route: NotifyRouteRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const narrowing = useNarrowing(route);
  const mediaOf = (media: readonly string[]) =>
    media.map((each) => (isWay(each) ? t(`notify.way.${each}`) : each)).join(', ');
  return (
    <tr>
      <td className={table.subject}>{route.name}</td>
      <td data-label={t('notify.what')}>
        {narrowing.length === 0 ? t('notify.everything') : narrowing.join(' · ')}
      </td>
      <td data-label={t('notify.to')}>
        <span>
          {route.to.join(', ')}
          {route.escalate.map(({ afterMs, to }) => (
            <span key={afterMs} className={table.second}>
              {t('notify.escalate', { after: format.duration(afterMs), to: to.join(', ') })}
            </span>
          ))}
        </span>
      </td>
      <td data-label={t('notify.how')}>
        <ul className={css.how}>
          {[...route.how].reverse().map(({ severity, media }) => (
            <li key={severity}>
              <SeverityMark severity={severity} />
              {mediaOf(media)}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

const WAYS = ['sms', 'mail', 'webhook', 'digest', 'none'] as const;

function isWay(text: string): text is (typeof WAYS)[number] {
  return WAYS.some((way) => way === text);
}

export function Recipients({ recipients }: { recipients: NotifySetup['recipients'] }) {
  const { t } = useTranslation();
  if (recipients.length === 0) return <Nothing>{t('notify.noRecipients')}</Nothing>;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{t('notify.name')}</th>
          <th scope="col">{t('notify.address')}</th>
          <th scope="col">{t('notify.quiet')}</th>
          <th scope="col">{t('notify.test')}</th>
        </tr>
      </thead>
      <tbody>
        {recipients.map(({ name, email, phone, webhook, quiet }) => (
          <tr key={name}>
            <td className={table.subject}>{name}</td>
            <td data-label={t('notify.address')}>
              <span className={css.addresses}>
                {[email, phone, webhook].filter((address) => address !== null).join(' · ')}
              </span>
            </td>
            <td data-label={t('notify.quiet')}>{quiet ?? '–'}</td>
            <td>
              <Test to={name} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A test message goes through the real channels: what came of it is said by channel. */
function Test({ to }: { to: string }) {
  const { t } = useTranslation();
  const test = useMutation({
    mutationFn: () => request<NotifyTestAnswer>('/notify/test', { method: 'POST', body: { to } }),
  });
  return (
    <div className={css.test}>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('notify.testLabel', { to })}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t('notify.sendTest')}
      </Button>
      <ul aria-live="polite">
        {test.data?.results.length === 0 && <li>{t('notify.testNoChannel')}</li>}
        {test.data?.results.map(({ channel, recipient, error }) => (
          <li key={`${channel} ${recipient}`} data-failed={error !== null} className={css.result}>
            {channel}: {error ?? t('notify.testTaken')}
          </li>
        ))}
      </ul>
      <ActProblem error={test.error} />
    </div>
  );
}
