/** What people do with an incident: acknowledge, assign, comment, correct the cause, end it. */
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentDetail } from '../../../../../collector/api/types/incidents.ts';
import { CAUSES, type Cause } from '../../../../../model/incident.ts';
import { request } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { useTooLong } from '../../i18n/use-too-long.ts';
import { isTooLong, MOST } from '../../lib/typed.ts';
import { ActProblem } from '../parts/act-problem.tsx';
import { TextForm } from '../parts/text-form.tsx';
import { useDraft } from '../parts/use-draft.ts';

type Word = 'acknowledge' | 'assign' | 'comment' | 'cause' | 'resolve';

function useAct(incident: IncidentDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ word, body }: { word: Word; body: object }) =>
      request<IncidentDetail>(`/incidents/${incident.id}/${word}`, { method: 'POST', body }),
    onSuccess: (changed) => {
      client.setQueryData(keys.incident(String(changed.id)), changed);
      return client.invalidateQueries({ queryKey: ['incidents'] });
    },
  });
}

export function IncidentActions({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const act = useAct(incident);
  const isOpen = incident.resolvedAt === null;
  const run = (word: Word, body: object, done?: () => void) =>
    act.mutate({ word, body }, done ? { onSuccess: done } : {});
  return (
    <Stack gap="lg">
      {isOpen && (
        <Group>
          {incident.acknowledgedAt === null && (
            <Button loading={act.isPending} onClick={() => run('acknowledge', {})}>
              {t('incident.acknowledge')}
            </Button>
          )}
          <Button variant="default" loading={act.isPending} onClick={() => run('resolve', {})}>
            {t('incident.resolve')}
          </Button>
        </Group>
      )}
      <TextForm
        key={`comment ${incident.id}`}
        draftKey={`incident.${incident.id}.comment`}
        label={t('incident.comment')}
        send={t('incident.send')}
        most={MOST.incidentText}
        isBusy={act.isPending}
        onSend={(text, done) => run('comment', { text }, done)}
      />
      <AssignForm
        assignee={incident.assignee}
        isBusy={act.isPending}
        onSend={(assignee) => run('assign', { assignee })}
      />
      <CauseForm
        key={`cause ${incident.id}`}
        draftKey={`incident.${incident.id}.cause`}
        cause={incident.cause}
        isBusy={act.isPending}
        onSend={(cause, text, done) => run('cause', { cause, text }, done)}
      />
      <ActProblem error={act.error} />
    </Stack>
  );
}

function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">{children}</Stack>
    </form>
  );
}

const isGood = (text: string, most: number) => text.trim() !== '' && !isTooLong(text, most);

interface Sending {
  isBusy: boolean;
}

function AssignForm({
  assignee,
  isBusy,
  onSend,
}: Sending & { assignee: string | null; onSend: (assignee: string | null) => void }) {
  const { t } = useTranslation();
  const tooLong = useTooLong();
  const [name, setName] = useState(assignee ?? '');
  const wanted = name.trim() === '' ? null : name.trim();
  return (
    <Form onSubmit={() => onSend(wanted)}>
      <TextInput
        label={t('incident.assignee')}
        value={name}
        error={tooLong(name, MOST.assignee)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        w="fit-content"
        disabled={wanted === assignee || isTooLong(name, MOST.assignee) || isBusy}
      >
        {t('incident.assign')}
      </Button>
    </Form>
  );
}

function CauseForm({
  draftKey,
  cause,
  isBusy,
  onSend,
}: Sending & {
  draftKey: string;
  cause: Cause | null;
  onSend: (cause: Cause, text: string, done: () => void) => void;
}) {
  const { t } = useTranslation();
  const { draft, change, discard } = useDraft<{ wanted: Cause; reason: string }>(draftKey, {
    wanted: cause ?? 'undetermined',
    reason: '',
  });
  const { wanted, reason } = draft;
  const tooLong = useTooLong();
  return (
    <Form onSubmit={() => onSend(wanted, reason.trim(), discard)}>
      <NativeSelect
        label={t('incident.correctCause')}
        value={wanted}
        onChange={(event) =>
          change({
            wanted: CAUSES.find((each) => each === event.currentTarget.value) ?? 'undetermined',
          })
        }
        data={CAUSES.map((each) => ({ value: each, label: t(`cause.${each}`) }))}
      />
      <TextInput
        label={t('incident.reason')}
        value={reason}
        error={tooLong(reason, MOST.incidentText)}
        onChange={(event) => change({ reason: event.currentTarget.value })}
      />
      <Button
        type="submit"
        variant="default"
        w="fit-content"
        disabled={!isGood(reason, MOST.incidentText) || isBusy}
      >
        {t('incident.setCause')}
      </Button>
    </Form>
  );
}
