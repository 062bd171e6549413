/** What people do with an incident: acknowledge, assign, comment, correct the cause, end it. */
import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentDetail } from '../../../../../collector/api/types/incidents.ts';
import { CAUSES, type Cause } from '../../../../../model/incident.ts';
import { request } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';

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
      <CommentForm isBusy={act.isPending} onSend={(text, done) => run('comment', { text }, done)} />
      <AssignForm
        assignee={incident.assignee}
        isBusy={act.isPending}
        onSend={(assignee) => run('assign', { assignee })}
      />
      <CauseForm
        cause={incident.cause}
        isBusy={act.isPending}
        onSend={(cause, text, done) => run('cause', { cause, text }, done)}
      />
      {act.error !== null && <p role="alert">{t('incident.failed', { message: act.error.message })}</p>}
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

interface Sending {
  isBusy: boolean;
}

function CommentForm({ isBusy, onSend }: Sending & { onSend: (text: string, done: () => void) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <Form onSubmit={() => onSend(text.trim(), () => setText(''))}>
      <Textarea
        label={t('incident.comment')}
        autosize
        minRows={2}
        maxLength={2_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" w="fit-content" disabled={text.trim() === '' || isBusy}>
        {t('incident.send')}
      </Button>
    </Form>
  );
}

function AssignForm({
  assignee,
  isBusy,
  onSend,
}: Sending & { assignee: string | null; onSend: (assignee: string | null) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(assignee ?? '');
  const wanted = name.trim() === '' ? null : name.trim();
  return (
    <Form onSubmit={() => onSend(wanted)}>
      <TextInput
        label={t('incident.assignee')}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" w="fit-content" disabled={wanted === assignee || isBusy}>
        {t('incident.assign')}
      </Button>
    </Form>
  );
}

function CauseForm({
  cause,
  isBusy,
  onSend,
}: Sending & { cause: Cause | null; onSend: (cause: Cause, text: string, done: () => void) => void }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<Cause>(cause ?? 'undetermined');
  const [reason, setReason] = useState('');
  return (
    <Form onSubmit={() => onSend(wanted, reason.trim(), () => setReason(''))}>
      <NativeSelect
        label={t('incident.correctCause')}
        value={wanted}
        onChange={(event) =>
          setWanted(CAUSES.find((each) => each === event.currentTarget.value) ?? 'undetermined')
        }
        data={CAUSES.map((each) => ({ value: each, label: t(`cause.${each}`) }))}
      />
      <TextInput
        label={t('incident.reason')}
        maxLength={2_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" w="fit-content" disabled={reason.trim() === '' || isBusy}>
        {t('incident.setCause')}
      </Button>
    </Form>
  );
}
