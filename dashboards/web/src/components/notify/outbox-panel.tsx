/** The messages: what waits, what went, what was given up; trying again, or no more. */
import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiscardAnswer, MessageRow, RetryAnswer } from '../../../../../collector/api/types/notify.ts';
import { request } from '../../api/client.ts';
import { messagesQuery, notifyKeys } from '../../api/notify-queries.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import {
  MAX_SEARCH,
  MESSAGE_MEDIA,
  MESSAGE_STATUSES,
  type OutboxSearch,
  outboxParams,
  readOutboxSearch,
} from '../../lib/outbox-search.ts';
import { MINUTE } from '../../lib/time.ts';
import { ActProblem } from '../parts/act-problem.tsx';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Nothing, Panel } from '../parts/panel.tsx';
import table from '../parts/small-table.module.css';
import css from './outbox-panel.module.css';

export interface OutboxPanelProps {
  search: OutboxSearch;
  onChange: (change: OutboxSearch) => void;
}

export function OutboxPanel({ search, onChange }: OutboxPanelProps) {
  const { t } = useTranslation();
  const wanted = useDeferredValue(search);
  const messages = useInfiniteQuery(messagesQuery(wanted));
  const isFiltered = Object.keys(outboxParams(search)).length > 0;
  return (
    <Panel title={t('notify.outbox')} isFlush aside={messages.data?.pages[0]?.total}>
      <Filters search={search} isFiltered={isFiltered} onChange={onChange} />
      <Loaded query={messages}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <Nothing>{t(isFiltered ? 'notify.noneFound' : 'notify.noMessages')}</Nothing>
          ) : (
            <Messages items={items} />
          );
        }}
      </Loaded>
      {messages.hasNextPage && (
        <div className={css.more}>
          <Button
            variant="default"
            loading={messages.isFetchingNextPage}
            onClick={() => void messages.fetchNextPage()}
          >
            {t('notify.more')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Filters({ search, isFiltered, onChange }: OutboxPanelProps & { isFiltered: boolean }) {
  const { t } = useTranslation();
  const all = { value: '', label: t('incidents.all') };
  const choose = (key: keyof OutboxSearch, value: string) =>
    onChange({ [key]: readOutboxSearch({ [key]: value })[key] });
  return (
    <search className={css.filters} aria-label={t('notify.filters')}>
      <TextInput
        className={css.text}
        label={t('incidents.searchLabel')}
        placeholder={t('notify.search')}
        leftSection={<Icon name="search" size={16} />}
        type="search"
        maxLength={MAX_SEARCH}
        value={search.q ?? ''}
        onChange={(event) => choose('q', event.currentTarget.value)}
      />
      <NativeSelect
        label={t('notify.status')}
        value={search.status ?? ''}
        onChange={(event) => choose('status', event.currentTarget.value)}
        data={[all, ...MESSAGE_STATUSES.map((value) => ({ value, label: t(`notify.statuses.${value}`) }))]}
      />
      <NativeSelect
        label={t('notify.by')}
        value={search.medium ?? ''}
        onChange={(event) => choose('medium', event.currentTarget.value)}
        data={[all, ...MESSAGE_MEDIA.map((value) => ({ value, label: t(`notify.medium.${value}`) }))]}
      />
      <Button
        variant="default"
        disabled={!isFiltered}
        onClick={() => onChange({ q: undefined, status: undefined, medium: undefined })}
      >
        {t('incidents.clear')}
      </Button>
    </search>
  );
}

function Messages({ items }: { items: readonly MessageRow[] }) {
  const { t } = useTranslation();
  return (
    <table className={`${table.table} ${css.messages}`}>
      <thead>
        <tr>
          <th scope="col">{t('notify.message')}</th>
          <th scope="col">{t('notify.recipient')}</th>
          <th scope="col">{t('notify.written')}</th>
          <th scope="col">{t('notify.status')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((message) => (
          <Message key={message.id} message={message} />
        ))}
      </tbody>
    </table>
  );
}

function Message({ message }: { message: MessageRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const { person, medium, recipient, incident, subject, text, status, attempts, error } = message;
  const moment = (iso: string) => format.moment(Date.parse(iso), now);
  const when =
    status === 'delivered' && message.deliveredAt !== null
      ? moment(message.deliveredAt)
      : status === 'pending'
        ? t('notify.due', { time: moment(message.dueAt) })
        : undefined;
  return (
    <tr>
      <td>
        <details className={css.message}>
          <summary>{subject === '' ? text.slice(0, 80) : subject}</summary>
          <p className={css.body}>{text}</p>
        </details>
        {incident !== null && (
          <Link className={table.second} to="/incidents/$id" params={{ id: String(incident) }}>
            {t('notify.incident', { number: incident })}
          </Link>
        )}
      </td>
      <td data-label={t('notify.recipient')}>
        <span>
          {person}
          <span className={table.second}>
            {t(`notify.medium.${medium}`)} · {recipient}
          </span>
        </span>
      </td>
      <td data-label={t('notify.written')}>{moment(message.createdAt)}</td>
      <td data-label={t('notify.status')}>
        <div className={css.fate}>
          <span
            className={css.status}
            data-status={status === 'pending' && attempts > 0 ? 'failing' : status}
          >
            {t(`notify.statuses.${status}`)}
          </span>
          {when !== undefined && <span className={table.second}>{when}</span>}
          {attempts > 0 && status !== 'delivered' && (
            <span className={table.second}>{t('notify.attempts', { count: attempts })}</span>
          )}
          {error !== null && status !== 'delivered' && <span className={css.error}>{error}</span>}
          <Acts message={message} />
        </div>
      </td>
    </tr>
  );
}

function Acts({ message: { id, status, attempts, person } }: { message: MessageRow }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: notifyKeys.all });
  const retry = useMutation({
    mutationFn: () => request<RetryAnswer>('/notify/outbox/retry', { method: 'POST', body: { ids: [id] } }),
    onSuccess,
  });
  const discard = useMutation({
    mutationFn: () =>
      request<DiscardAnswer>('/notify/outbox/discard', { method: 'POST', body: { ids: [id] } }),
    onSuccess,
  });
  const isDead = status === 'dead';
  if (!isDead && !(status === 'pending' && attempts > 0)) return null;
  return (
    <>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('notify.retryLabel', { person })}
          loading={retry.isPending}
          onClick={() => retry.mutate()}
        >
          {t('notify.retry')}
        </Button>
        {isDead && (
          <ConfirmButton
            label={t('notify.discardLabel', { person })}
            question={t('notify.discardQuestion')}
            isBusy={discard.isPending}
            onConfirm={() => discard.mutate()}
          >
            {t('notify.discard')}
          </ConfirmButton>
        )}
      </Group>
      <ActProblem error={retry.error ?? discard.error} />
    </>
  );
}
