/** Tokens of people and programs: which there are, and the end of one. */
import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenRow } from '../../../../../collector/api/types/accounts.ts';
import { accountKeys, tokensQuery } from '../../api/account-queries.ts';
import { request } from '../../api/client.ts';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Nothing, Panel } from '../parts/panel.tsx';
import { QueryProblem } from '../parts/query-problem.tsx';
import css from '../parts/small-table.module.css';
import account from './account.module.css';
import { useScopeText } from './scope-input.tsx';

export function AccessTokens({ className }: { className: string | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(tokensQuery());
  return (
    <Panel className={className} title={t('tokens.title')} isFlush aside={data?.total}>
      <Nothing>{t('tokens.text')}</Nothing>
      {data === undefined && error === null && (
        <Skeleton height={80} m={12} w="auto" aria-label={t('app.loading')} />
      )}
      {data === undefined && error !== null && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <Nothing>{t('tokens.none')}</Nothing>}
      {data !== undefined && data.items.length > 0 && <Rows items={data.items} />}
    </Panel>
  );
}

function Rows({ items }: { items: readonly TokenRow[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const explain = useAccountError();
  const format = useFormat();
  const scopeText = useScopeText();
  const end = useMutation({
    mutationFn: (id: number) => request<undefined>(`/tokens/${id}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: accountKeys.tokens }),
  });
  const whatOf = ({ kind, sites }: TokenRow) =>
    [
      t(kind === 'write' ? 'tokens.write' : `role.${kind}`),
      ...(sites.length > 0 ? [t('tokens.sites', { sites: sites.join(', ') })] : []),
    ].join(', ');
  const date = (iso: string) => format.date(Date.parse(iso));
  return (
    <>
      {end.error !== null && <Nothing>{explain(end.error)}</Nothing>}
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('tokens.holder')}</th>
            <th scope="col">{t('tokens.kind')}</th>
            <th scope="col">{t('scope.label')}</th>
            <th scope="col">{t('tokens.created')}</th>
            <th scope="col">{t('tokens.expires')}</th>
            <th scope="col">
              <VisuallyHidden>{t('tokens.end')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((token) => (
            <tr key={token.id}>
              <td>{token.holder}</td>
              <td data-label={t('tokens.kind')}>{whatOf(token)}</td>
              <td data-label={t('scope.label')}>{scopeText(token.scope)}</td>
              <td data-label={t('tokens.created')}>{date(token.createdAt)}</td>
              <td data-label={t('tokens.expires')}>
                {token.expires === null ? t('tokens.noEnd') : date(token.expires)}
              </td>
              <td className={css.figure}>
                <EndButton holder={token.holder} isBusy={end.isPending} onEnd={() => end.mutate(token.id)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Asked twice: a program stops working at once, and the token does not come back. */
function EndButton({ holder, isBusy, onEnd }: { holder: string; isBusy: boolean; onEnd: () => void }) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  return (
    <Button
      variant="default"
      className={isAsked ? account.danger : undefined}
      size="xs"
      disabled={isBusy}
      aria-label={isAsked ? t('tokens.sure') : t('tokens.endOf', { holder })}
      onBlur={() => setAsked(false)}
      onClick={() => (isAsked ? onEnd() : setAsked(true))}
    >
      {t(isAsked ? 'tokens.sure' : 'tokens.end')}
    </Button>
  );
}
