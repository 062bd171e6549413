/** Makes the one-time code by which an agent is let in, and says what to type at the site. */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnrolmentCode } from '../../../../../collector/api/types/agents.ts';
import { request } from '../../api/client.ts';
import { sitesQuery } from '../../api/queries.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { MINUTE } from '../../lib/time.ts';
import { isTooLong, MOST, typed } from '../../lib/typed.ts';
import { HandedOnce } from '../accounts/handed-once.tsx';
import { ActProblem } from '../parts/act-problem.tsx';
import { Panel } from '../parts/panel.tsx';
import { TypedInput } from '../parts/typed-input.tsx';
import css from './agent-code.module.css';

export interface AgentCodeProps {
  /** What stands in the field. */
  id: string;
  field: RefObject<HTMLInputElement | null>;
  agents: readonly string[];
  onChange: (id: string) => void;
}

export function AgentCode({ id, field, agents, onChange }: AgentCodeProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const list = useId();
  const sites = useQuery(sitesQuery());
  const make = useMutation({
    mutationFn: (agent: string) =>
      request<EnrolmentCode>(`/agents/${encodeURIComponent(agent)}/code`, { method: 'POST', body: {} }),
  });
  const wanted = typed(id);
  const isGood = wanted !== '' && !isTooLong(wanted, MOST.agentId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isGood) make.mutate(wanted);
  };
  return (
    <Panel title={t('agents.enrol')}>
      <form className={css.form} onSubmit={submit}>
        <TypedInput
          ref={field}
          className={css.field}
          label={t('agents.id')}
          description={t('agents.idHelp')}
          list={list}
          most={MOST.agentId}
          value={id}
          onChange={onChange}
        />
        <datalist id={list}>
          {agents.map((agent) => (
            <option key={agent} value={agent} />
          ))}
          {sites.data?.items
            .filter((site) => !agents.includes(site.id))
            .map((site) => (
              <option key={site.id} value={site.id}>
                {site.name}
              </option>
            ))}
        </datalist>
        <Button type="submit" loading={make.isPending} disabled={!isGood}>
          {t('agents.makeCode')}
        </Button>
      </form>
      <ActProblem error={make.error} />
      {make.data !== undefined && (
        <HandedOnce
          title={t('agents.codeOf', { id: make.data.agent, code: make.data.code })}
          text={t('agents.codeText', { time: format.moment(Date.parse(make.data.expires), now) })}
          value={`canhmang agent enroll --collector ${window.location.origin} --code ${make.data.code}`}
        />
      )}
    </Panel>
  );
}
