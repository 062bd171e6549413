/** Where the account is signed in, and the end of what should not be. */
import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AccountSession } from '../../../../../collector/api/types/accounts.ts';
import { accountKeys, accountSessionsQuery } from '../../api/account-queries.ts';
import { request } from '../../api/client.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { programName } from '../../lib/program-name.ts';
import { MINUTE } from '../../lib/time.ts';
import { Nothing, Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import table from '../parts/small-table.module.css';
import css from './account.module.css';

export function AccountSessions() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const explain = useAccountError();
  const { data, error, refetch } = useQuery(accountSessionsQuery());
  const end = useMutation({
    mutationFn: (id: number) => request<undefined>(`/account/sessions/${id}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: accountKeys.sessions }),
  });
  return (
    <Panel title={t('account.sessions')} isFlush aside={data?.total}>
      {data === undefined && error === null && (
        <Skeleton height={80} m={12} w="auto" aria-label={t('app.loading')} />
      )}
      {data === undefined && error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {end.error !== null && <Nothing>{explain(end.error)}</Nothing>}
      {data !== undefined && (
        <Rows items={data.items} isBusy={end.isPending} onEnd={(id) => end.mutate(id)} />
      )}
    </Panel>
  );
}

interface RowsProps {
  items: readonly AccountSession[];
  isBusy: boolean;
  onEnd: (id: number) => void;
}

function Rows({ items, isBusy, onEnd }: RowsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const nameOf = (program: string) => {
    const { browser, system } = programName(program);
    if (browser !== undefined && system !== undefined) return t('account.deviceOn', { browser, system });
    return browser ?? system ?? t('account.unknownDevice');
  };
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{t('account.device')}</th>
          <th scope="col">{t('account.address')}</th>
          <th scope="col">{t('account.since')}</th>
          <th scope="col">{t('account.seen')}</th>
          <th scope="col">
            <VisuallyHidden>{t('account.endSession')}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ id, isThis, since, seen, address, program }) => (
          <tr key={id}>
            <td title={program}>{nameOf(program)}</td>
            <td data-label={t('account.address')}>{address}</td>
            <td data-label={t('account.since')}>{format.moment(Date.parse(since), now)}</td>
            <td data-label={t('account.seen')}>{format.moment(Date.parse(seen), now)}</td>
            <td className={table.figure}>
              {isThis ? (
                <span className={css.soft}>{t('account.thisOne')}</span>
              ) : (
                <Button
                  variant="default"
                  size="xs"
                  disabled={isBusy}
                  aria-label={t('account.endSessionOf', { device: nameOf(program), address })}
                  onClick={() => onEnd(id)}
                >
                  {t('account.endSession')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
