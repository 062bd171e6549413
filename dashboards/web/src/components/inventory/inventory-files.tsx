/** The files that say what is watched: how much is in each, and a copy to work on. */
import { useTranslation } from 'react-i18next';
import type { InventoryFileRow } from '../../../../../collector/api/types/inventory.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { DownloadLink } from '../parts/download-link.tsx';
import table from '../parts/small-table.module.css';

export function InventoryFiles({ items }: { items: readonly InventoryFileRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{t('inventory.list')}</th>
          <th scope="col">{t('inventory.file')}</th>
          <th scope="col" className={table.figure}>
            {t('inventory.rows')}
          </th>
          <th scope="col">{t('inventory.copy')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ kind, name, rows }) => (
          <tr key={kind}>
            <td>{t(`inventory.kind.${kind}`)}</td>
            <td data-label={t('inventory.file')}>{name}</td>
            <td data-label={t('inventory.rows')} className={table.figure}>
              {format.number(rows)}
            </td>
            <td data-label={t('inventory.copy')}>
              <DownloadLink path={`/inventory/${kind}`} name={`${kind}.csv`}>
                {t('inventory.download', { name: `${kind}.csv` })}
              </DownloadLink>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
