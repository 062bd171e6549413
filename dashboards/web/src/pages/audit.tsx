/** Who had what done, and whether the record of it is whole. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRow } from '../../../../collector/api/types/audit.ts';
import { auditQuery } from '../api/audit-queries.ts';
import { ForAdmins } from '../components/accounts/for-admins.tsx';
import { AuditVerdict } from '../components/audit/audit-verdict.tsx';
import { Icon } from '../components/parts/icons.tsx';
import { Loaded } from '../components/parts/loaded.tsx';
import { Nothing, Panel } from '../components/parts/panel.tsx';
import table from '../components/parts/small-table.module.css';
import { useActionName } from '../i18n/use-action-name.ts';
import { useFormat } from '../i18n/use-format.ts';
import { type AuditSearch, MAX_AUDIT_SEARCH, readAuditSearch } from '../lib/audit-search.ts';
import admin from './administration.module.css';
import css from './audit.module.css';

const route = getRouteApi('/audit');

export function AuditPage() {
  const { t } = useTranslation();
  useDocumentTitle(`${t('audit.title')} · ${t('app.name')}`);
  return (
    <ForAdmins title={t('audit.title')}>
      <Audit />
    </ForAdmins>
  );
}

function Audit() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { timeZone } = useFormat();
  const records = useInfiniteQuery(auditQuery(useDeferredValue(search), timeZone));
  const change = (part: AuditSearch) =>
    void navigate({ search: (last) => ({ ...last, ...part }), replace: true, resetScroll: false });
  return (
    <div className={admin.page}>
      <h1>{t('audit.title')}</h1>
      <AuditVerdict />
      <Filters search={search} onChange={change} />
      <Panel title={t('audit.records')} isFlush>
        <Loaded query={records} height={320}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            return items.length === 0 ? <Nothing>{t('audit.none')}</Nothing> : <Records items={items} />;
          }}
        </Loaded>
        {records.hasNextPage && (
          <div className={css.more}>
            <Button
              variant="default"
              loading={records.isFetchingNextPage}
              onClick={() => void records.fetchNextPage()}
            >
              {t('audit.more')}
            </Button>
          </div>
        )}
      </Panel>
    </div>
  );
}

interface FiltersProps {
  search: AuditSearch;
  onChange: (change: AuditSearch) => void;
}

function Filters({ search, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const { names } = useActionName();
  const choose = (key: keyof AuditSearch, value: string) =>
    onChange({ [key]: readAuditSearch({ [key]: value })[key] });
  return (
    <search className={css.filters} aria-label={t('audit.filters')}>
      <TextInput
        className={css.text}
        label={t('incidents.searchLabel')}
        placeholder={t('audit.search')}
        leftSection={<Icon name="search" size={16} />}
        type="search"
        maxLength={MAX_AUDIT_SEARCH}
        value={search.q ?? ''}
        onChange={(event) => choose('q', event.currentTarget.value)}
      />
      <NativeSelect
        label={t('audit.action')}
        value={search.action ?? ''}
        onChange={(event) => choose('action', event.currentTarget.value)}
        data={[
          { value: '', label: t('incidents.all') },
          ...names.map(([value, label]) => ({ value, label })),
        ]}
      />
      <TextInput
        label={t('audit.from')}
        type="date"
        value={search.from ?? ''}
        onChange={(event) => choose('from', event.currentTarget.value)}
      />
      <TextInput
        label={t('audit.to')}
        type="date"
        value={search.to ?? ''}
        onChange={(event) => choose('to', event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={Object.values(search).every((value) => value === undefined)}
        onClick={() => onChange({ q: undefined, action: undefined, from: undefined, to: undefined })}
      >
        {t('incidents.clear')}
      </Button>
    </search>
  );
}

function Records({ items }: { items: readonly AuditRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { nameOf } = useActionName();
  return (
    <table className={`${table.table} ${css.records}`}>
      <thead>
        <tr>
          <th scope="col">{t('audit.at')}</th>
          <th scope="col">{t('audit.author')}</th>
          <th scope="col">{t('audit.action')}</th>
          <th scope="col">{t('audit.object')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ id, at, author, address, action, object, detail, hash }) => (
          <tr key={id}>
            <td title={`#${id} ${hash}`}>
              <time dateTime={at}>
                {format.timeSeconds(Date.parse(at))}
                <span className={table.second}>{format.date(Date.parse(at))}</span>
              </time>
            </td>
            <td data-label={t('audit.author')}>
              <span>
                {author}
                <span className={table.second}>{address === 'local' ? t('audit.local') : address}</span>
              </span>
            </td>
            <td data-label={t('audit.action')}>{nameOf(action)}</td>
            <td data-label={t('audit.object')}>
              <span className={css.object}>
                {object}
                {detail !== '' && <span className={table.second}>{detail}</span>}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
