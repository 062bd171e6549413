/** What the chosen files would change, or what is wrong with them, row by row. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type {
  InventoryPreview as Found,
  InventoryChange,
} from '../../../../../collector/api/types/inventory.ts';
import { useFormat } from '../../i18n/use-format.ts';
import css from '../accounts/account.module.css';
import { Nothing, Panel } from '../parts/panel.tsx';
import table from '../parts/small-table.module.css';
import own from './inventory-preview.module.css';

/** More are counted, not shown: nobody reads them. */
const SHOWN = 300;
const SIGNS = { added: '+', changed: '~', removed: '−' } as const;

interface PreviewProps {
  found: Found;
  isWriting: boolean;
  onWrite: () => void;
}

export function InventoryPreview({ found, isWriting, onWrite }: PreviewProps) {
  const { t } = useTranslation();
  const { problems, changes } = found;
  if (problems.length > 0) return <Problems problems={problems} />;
  const count = (change: InventoryChange['change']) => changes.filter((one) => one.change === change).length;
  return (
    <Panel title={t('inventory.changes')} isFlush aside={changes.length}>
      {changes.length === 0 && <Nothing>{t('inventory.same')}</Nothing>}
      {changes.length > 0 && (
        <>
          <p className={own.summary}>
            {t('inventory.summary', {
              added: count('added'),
              changed: count('changed'),
              removed: count('removed'),
            })}
          </p>
          <Changes changes={changes} />
          <div className={own.foot}>
            <Button onClick={onWrite} loading={isWriting} disabled={!found.canWrite}>
              {t('inventory.write')}
            </Button>
            <span className={css.soft}>{t(found.canWrite ? 'inventory.restart' : 'inventory.demo')}</span>
          </div>
        </>
      )}
    </Panel>
  );
}

function Problems({ problems }: { problems: Found['problems'] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('inventory.problems')} isFlush aside={problems.length}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('inventory.file')}</th>
            <th scope="col" className={table.figure}>
              {t('inventory.row')}
            </th>
            <th scope="col">{t('inventory.column')}</th>
            <th scope="col">{t('inventory.problem')}</th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, SHOWN).map((problem) => (
            <tr key={`${problem.file} ${problem.row} ${problem.column} ${problem.text}`}>
              <td>{problem.file}</td>
              <td data-label={t('inventory.row')} className={table.figure}>
                {problem.row}
              </td>
              <td data-label={t('inventory.column')}>{problem.column}</td>
              <td data-label={t('inventory.problem')} className={own.text}>
                {problem.text}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Rest total={problems.length} />
    </Panel>
  );
}

function Changes({ changes }: { changes: readonly InventoryChange[] }) {
  const { t } = useTranslation();
  return (
    <>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('inventory.change')}</th>
            <th scope="col">{t('inventory.list')}</th>
            <th scope="col">{t('inventory.entry')}</th>
            <th scope="col">{t('inventory.fields')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.slice(0, SHOWN).map(({ kind, change, id, name, fields }) => (
            <tr key={`${kind} ${id}`}>
              <td className={own.sign} data-change={change}>
                <span aria-hidden="true">{SIGNS[change]} </span>
                {t(`inventory.kindOfChange.${change}`)}
              </td>
              <td data-label={t('inventory.list')}>{t(`inventory.kind.${kind}`)}</td>
              <td data-label={t('inventory.entry')}>
                {name}
                <span className={table.second}>{id}</span>
              </td>
              <td data-label={t('inventory.fields')}>
                {fields.map(({ field, from, to }) => (
                  <span key={field} className={own.field}>
                    {field}: <del>{from || '–'}</del> → <ins>{to || '–'}</ins>
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Rest total={changes.length} />
    </>
  );
}

function Rest({ total }: { total: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (total <= SHOWN) return null;
  return <Nothing>{t('inventory.more', { more: format.number(total - SHOWN) })}</Nothing>;
}
