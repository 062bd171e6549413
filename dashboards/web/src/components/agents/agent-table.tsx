/** The agents: version, last word, clock, backlog, and what is to be done about them. */
import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AgentBundleRow, AgentRow } from '../../../../../collector/api/types/agents.ts';
import { agentKeys } from '../../api/agent-queries.ts';
import { request } from '../../api/client.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { agentStanding } from '../../lib/agent-standing.ts';
import { SECOND } from '../../lib/time.ts';
import { useAccess } from '../accounts/use-access.ts';
import { ActProblem } from '../parts/act-problem.tsx';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Icon } from '../parts/icons.tsx';
import table from '../parts/small-table.module.css';
import css from './agent-table.module.css';

export interface AgentTableProps {
  agents: readonly AgentRow[];
  bundles: readonly AgentBundleRow[];
  siteName: (id: string) => string;
  /** `undefined`: nothing is to be done here. */
  onCode?: (id: string) => void;
}

export function AgentTable({ agents, bundles, siteName, onCode }: AgentTableProps) {
  const { t } = useTranslation();
  const { mayAdminister } = useAccess();
  const act = mayAdminister ? onCode : undefined;
  return (
    <table className={`${table.table} ${css.agents}`}>
      <thead>
        <tr>
          <th scope="col">{t('agents.agent')}</th>
          <th scope="col">{t('agents.state')}</th>
          <th scope="col">{t('agents.seen')}</th>
          <th scope="col">{t('agents.clock')}</th>
          <th scope="col">{t('agents.backlog')}</th>
          <th scope="col">{t('agents.version')}</th>
          {act !== undefined && <th scope="col">{t('agents.acts')}</th>}
        </tr>
      </thead>
      <tbody>
        {agents.map((agent) => (
          <Row
            key={agent.id}
            agent={agent}
            bundle={bundles.find((row) => row.agent === agent.id)}
            siteName={siteName}
            onCode={act}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Pick<AgentTableProps, 'siteName'> {
  agent: AgentRow;
  bundle: AgentBundleRow | undefined;
  onCode: AgentTableProps['onCode'] | undefined;
}

const KIB = 1_024;

function Row({ agent, bundle, siteName, onCode }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(10 * SECOND);
  const { id, site, vantage, lastSeen, version, clockOffsetMs, clockSkewed, backlog } = agent;
  const standing = agentStanding(agent, now);
  const since = standing === 'revoked' ? agent.revokedAt : null;
  return (
    <tr>
      <td>
        <span className={table.subject}>{id}</span>
        <span className={table.second}>
          {site === null ? (
            t('agents.unknownSite')
          ) : (
            <Link to="/sites/$siteId" params={{ siteId: site }}>
              {siteName(site)}
            </Link>
          )}
          {vantage !== null && ` · ${t(`agents.vantage.${vantage}`)}`}
        </span>
      </td>
      <td data-label={t('agents.state')}>
        <span className={css.standing} data-standing={standing}>
          <Icon name={standing === 'fine' ? 'check' : QUIET.has(standing) ? 'minus' : 'warning'} size={15} />
          {t(`agents.standing.${standing}`)}
        </span>
        {since !== null && <span className={table.second}>{format.moment(Date.parse(since), now)}</span>}
      </td>
      <td data-label={t('agents.seen')}>
        {lastSeen === null ? '–' : format.moment(Date.parse(lastSeen), now)}
      </td>
      <td data-label={t('agents.clock')} className={clockSkewed ? css.bad : undefined}>
        {clockOffsetMs === null ? '–' : offsetText(clockOffsetMs, format.number)}
      </td>
      <td data-label={t('agents.backlog')}>
        {backlog === null ? (
          '–'
        ) : backlog.batches === 0 ? (
          t('agents.noBacklog')
        ) : (
          <span>
            {t('agents.batches', { count: backlog.batches })}
            <span className={table.second}>
              {format.number(Math.ceil(backlog.bytes / KIB))} KiB ·{' '}
              {format.duration(backlog.oldestSeconds * SECOND)}
            </span>
          </span>
        )}
      </td>
      <td data-label={t('agents.version')}>
        <span>
          {version ?? '–'}
          {bundle !== undefined && bundle.state !== 'not_offered' && (
            <span className={table.second}>
              {t('agents.offered', { state: t(`agents.bundleState.${bundle.state}`) })}
              {bundle.reason !== null && ` (${bundle.reason})`}
            </span>
          )}
        </span>
      </td>
      {onCode !== undefined && (
        <td>
          <Acts agent={agent} onCode={onCode} />
        </td>
      )}
    </tr>
  );
}

const QUIET: ReadonlySet<string> = new Set(['awaited', 'revoked']);

/** `+0,12 s` */
function offsetText(ms: number, number: (value: number, digits?: number) => string): string {
  const sign = ms > 0 ? '+' : '';
  return Math.abs(ms) < SECOND ? `${sign}${number(Math.round(ms))} ms` : `${sign}${number(ms / SECOND, 1)} s`;
}

function Acts({
  agent: { id, revokedAt, enrolledAt },
  onCode,
}: Required<Pick<AgentTableProps, 'onCode'>> & { agent: AgentRow }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      request<undefined>(`/agents/${encodeURIComponent(id)}/revoke`, { method: 'POST', body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: agentKeys.all }),
  });
  return (
    <div className={css.acts}>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('agents.codeLabel', { id })}
          onClick={() => onCode(id)}
        >
          {t('agents.code')}
        </Button>
        {enrolledAt !== null && revokedAt === null && (
          <ConfirmButton
            label={t('agents.revokeLabel', { id })}
            question={t('agents.revokeQuestion', { id })}
            isBusy={revoke.isPending}
            onConfirm={() => revoke.mutate()}
          >
            {t('agents.revoke')}
          </ConfirmButton>
        )}
      </Group>
      <ActProblem error={revoke.error} />
    </div>
  );
}
