/** The inventory's files: as they are, and others in their place. For administrators. */
import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { inventoryQuery } from '../api/inventory-queries.ts';
import css from '../components/accounts/account.module.css';
import { useAccess } from '../components/accounts/use-access.ts';
import { InventoryFiles } from '../components/inventory/inventory-files.tsx';
import { InventoryImport } from '../components/inventory/inventory-import.tsx';
import { Panel } from '../components/parts/panel.tsx';
import { QueryProblem } from '../components/parts/query-problem.tsx';

export function InventoryPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(inventoryQuery());
  const { mayAdminister } = useAccess();
  useDocumentTitle(`${t('inventory.title')} · ${t('app.name')}`);
  return (
    <div className={css.page}>
      <h1>{t('inventory.title')}</h1>
      <Panel title={t('inventory.files')} isFlush>
        {data === undefined && error === null && (
          <Skeleton height={160} m={12} w="auto" aria-label={t('app.loading')} />
        )}
        {data === undefined && error !== null && (
          <QueryProblem error={error} onRetry={() => void refetch()} />
        )}
        {data !== undefined && <InventoryFiles items={data.items} />}
      </Panel>
      {mayAdminister ? <InventoryImport /> : <p className={css.soft}>{t('inventory.forAdmins')}</p>}
    </div>
  );
}
