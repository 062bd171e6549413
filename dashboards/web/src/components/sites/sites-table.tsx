/** The table of sites. */
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import { type Format, useFormat, useNow } from '../../i18n/use-format.ts';
import type { SiteSearch, Sort } from '../../lib/site-filter.ts';
import { SECOND } from '../../lib/time.ts';
import { Icon } from '../parts/icons.tsx';
import { StateLabel, StateMark } from '../parts/state-mark.tsx';
import { useVisibleRows } from '../parts/use-visible-rows.ts';
import css from './sites-table.module.css';

/** The same numbers stand in the style sheet: windowing needs to know the height without measuring. */
const ROW_HEIGHT = 41;
const NARROW_ROW_HEIGHT = 62;
const NARROW = '(max-width: 720px)';

export interface SitesTableProps {
  rows: readonly SiteRow[];
  search: SiteSearch;
  onSort: (sort: Sort) => void;
}

/** Columns on a desk, two lines a site on a telephone. */
export function SitesTable({ rows, search, onSort }: SitesTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(10 * SECOND);
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false }) === true;
  const rowHeight = isNarrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const { ref, first, end } = useVisibleRows<HTMLTableSectionElement>(rows.length, rowHeight);
  const Row = isNarrow ? NarrowRow : WideRow;
  const columns = isNarrow ? 1 : 8;
  return (
    <table className={css.table} aria-rowcount={rows.length + 1}>
      {!isNarrow && (
        <thead>
          <tr>
            <SortHeader sort="state" label={t('sites.state')} search={search} onSort={onSort} />
            <SortHeader sort="name" label={t('sites.name')} search={search} onSort={onSort} />
            <th scope="col">{t('sites.class')}</th>
            <th scope="col">{t('sites.district')}</th>
            <SortHeader sort="since" label={t('sites.since')} search={search} onSort={onSort} />
            <th scope="col">{t('sites.duration')}</th>
            <th scope="col" className={css.figure}>
              {t('sites.rtt')}
            </th>
            <th scope="col" className={css.figure}>
              {t('sites.loss')}
            </th>
          </tr>
        </thead>
      )}
      <tbody ref={ref}>
        <Spacer height={first * rowHeight} columns={columns} />
        {rows.slice(first, end).map((row, index) => (
          <Row key={row.id} row={row} rowIndex={first + index + 2} format={format} now={now} />
        ))}
        <Spacer height={(rows.length - Math.min(end, rows.length)) * rowHeight} columns={columns} />
      </tbody>
    </table>
  );
}

/** Stands for the rows that are out of sight, so that the scroll bar is right. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className={css.spacer} style={{ height }}>
      <td colSpan={columns} />
    </tr>
  );
}

interface SortHeaderProps {
  sort: Sort;
  label: string;
  search: SiteSearch;
  onSort: (sort: Sort) => void;
}

function SortHeader({ sort, label, search, onSort }: SortHeaderProps) {
  const isSorted = (search.sort ?? 'state') === sort;
  const isReversed = search.reverse === true;
  return (
    <th scope="col" aria-sort={!isSorted ? 'none' : isReversed ? 'descending' : 'ascending'}>
      <button type="button" className={css.sort} data-sorted={isSorted} onClick={() => onSort(sort)}>
        {label}
        <Icon name={isSorted && isReversed ? 'up' : 'down'} size={14} />
      </button>
    </th>
  );
}

interface RowProps {
  row: SiteRow;
  rowIndex: number;
  format: Format;
  now: number;
}

function WideRow({ row, rowIndex, format, now }: RowProps) {
  const { t } = useTranslation();
  const sinceMs = Date.parse(row.since);
  return (
    <tr className={css.row} aria-rowindex={rowIndex} data-state={row.state}>
      <td>
        <StateLabel state={row.state} />
      </td>
      <td className={css.name}>
        <Link to="/sites/$siteId" params={{ siteId: row.id }}>
          {row.name}
        </Link>
        <span className={css.short}>{row.shortName}</span>
      </td>
      <td className={css.soft}>{t(`class.${row.class}`)}</td>
      <td className={css.soft}>{row.districtName ?? t('sites.provinceLevel')}</td>
      <td className={css.soft}>
        <time dateTime={row.since}>{format.moment(sinceMs, now)}</time>
      </td>
      <td>{format.duration(now - sinceMs)}</td>
      <td className={css.figure}>{row.rttMs === null ? '–' : format.milliseconds(row.rttMs)}</td>
      <td className={css.figure} data-lossy={(row.lossPercent ?? 0) > 0}>
        {row.lossPercent === null ? '–' : format.loss(row.lossPercent)}
      </td>
    </tr>
  );
}

function NarrowRow({ row, rowIndex, format, now }: RowProps) {
  const { t } = useTranslation();
  return (
    <tr className={css.row} aria-rowindex={rowIndex} data-state={row.state}>
      <td>
        <Link to="/sites/$siteId" params={{ siteId: row.id }} className={css.card}>
          <StateMark state={row.state} size={20} />
          <span className={css.cardName}>{row.name}</span>
          <span className={css.cardFigure}>{row.rttMs === null ? '' : format.milliseconds(row.rttMs)}</span>
          <span className={css.cardSecond}>
            <b>{t(`state.${row.state}`)}</b> {format.duration(now - Date.parse(row.since))} · {row.unitName}
          </span>
        </Link>
      </td>
    </tr>
  );
}
