/** Writing a window: its fields, what is wrong with each, and when it would come. */
import { Button, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MaintenanceRow } from '../../../../../collector/api/types/maintenance.ts';
import { request } from '../../api/client.ts';
import { ApiFailure } from '../../api/failure.ts';
import { maintenanceKey, previewQuery } from '../../api/maintenance-queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useRefusal } from '../../i18n/use-refusal.ts';
import { useTooLong } from '../../i18n/use-too-long.ts';
import { bodyOf, type Draft, type Field, fieldOfRefusal } from '../../lib/maintenance-draft.ts';
import { isTooLong, MOST } from '../../lib/typed.ts';
import { ScopePicker } from '../accounts/scope-picker.tsx';
import { ActProblem } from '../parts/act-problem.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { RuleFields } from '../rules/rule-fields.tsx';
import css from './maintenance-form.module.css';
import { MaintenancePreview } from './maintenance-preview.tsx';

/** A key that is still being typed is not worth a question. */
const PREVIEW_AFTER_MS = 350;
/** When a window comes does not depend on what is done in it. */
const ANY_NOTE = '…';

export interface MaintenanceFormProps {
  /** Id of the window that is changed; `undefined`: a new one. */
  id: string | undefined;
  initial: Draft;
  onDone: () => void;
}

export function MaintenanceForm({ id, initial, onDone }: MaintenanceFormProps) {
  const { t } = useTranslation();
  const { timeZone } = useFormat();
  const client = useQueryClient();
  const tooLong = useTooLong();
  const explain = useRefusal();
  const { draft, isChanged, change, discard } = useDraft(`maintenance.${id ?? 'new'}`, initial);
  const [isTried, setTried] = useState(false);
  const [asked] = useDebouncedValue(draft, PREVIEW_AFTER_MS);
  const preview = useQuery(previewQuery(bodyOf(asked, timeZone, ANY_NOTE)));
  const body = bodyOf(draft, timeZone);
  const save = useMutation({
    mutationFn: () =>
      request<MaintenanceRow>(id === undefined ? '/maintenance' : `/maintenance/${id}/replace`, {
        method: 'POST',
        body,
      }),
    onSuccess: async () => {
      discard();
      await client.invalidateQueries({ queryKey: maintenanceKey });
      onDone();
    },
  });
  const refusal = refusalOf(save.error) ?? refusalOf(preview.error);
  const errors = fieldErrors();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (body !== undefined && !isTooLong(draft.note, MOST.note)) save.mutate();
  };

  /** Empty fields only once somebody has tried to send them: nobody likes to be scolded for having begun. */
  function fieldErrors(): Partial<Record<Field, string>> {
    const found: Partial<Record<Field, string>> = {};
    if (isTried && draft.id === '') found.scope = t('maintenance.problem.scope');
    if (isTried && draft.start === '') found.start = t('maintenance.problem.start');
    if (isTried && draft.end === '') found.end = t('maintenance.problem.end');
    if (isTried && draft.note.trim() === '') found.note = t('maintenance.problem.note');
    const noteTooLong = tooLong(draft.note, MOST.note);
    if (noteTooLong !== undefined) found.note = noteTooLong;
    if (refusal?.field !== undefined) found[refusal.field] ??= sentence(refusal);
    return found;
  }

  function sentence({ error }: Refusal): string {
    switch (error.code) {
      case 'window_inverted':
      case 'window_too_long':
      case 'rrule_invalid':
      case 'rrule_never':
      case 'rrule_too_often':
        return t(`maintenance.problem.${error.code}`);
      default:
        return explain(error);
    }
  }

  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <div className={css.fields}>
        <ScopePicker draft={draft} error={errors.scope} onChange={change} />
        <div className={css.pair}>
          <TextInput
            type="datetime-local"
            label={t('maintenance.start')}
            required
            value={draft.start}
            error={errors.start}
            onChange={(event) => change({ start: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            label={t('maintenance.end')}
            required
            value={draft.end}
            error={errors.end}
            onChange={(event) => change({ end: event.currentTarget.value })}
          />
        </div>
        <RuleFields rule={draft.rule} error={errors.rrule} onChange={(rule) => change({ rule })} />
        <Textarea
          label={t('maintenance.note')}
          description={t('maintenance.noteHelp')}
          required
          autosize
          minRows={2}
          value={draft.note}
          error={errors.note}
          onChange={(event) => change({ note: event.currentTarget.value })}
        />
        {refusal?.field === undefined && <ActProblem error={save.error} />}
        <div className={css.actions}>
          <Button type="submit" loading={save.isPending}>
            {t(id === undefined ? 'maintenance.create' : 'maintenance.save')}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              discard();
              save.reset();
              onDone();
            }}
          >
            {t(isChanged ? 'maintenance.discard' : 'maintenance.close')}
          </Button>
        </div>
      </div>
      <MaintenancePreview
        occurrences={
          preview.error === null && !preview.isPlaceholderData ? preview.data?.occurrences : undefined
        }
      />
    </form>
  );
}

interface Refusal {
  error: ApiFailure;
  field: Field | undefined;
}

function refusalOf(error: Error | null): Refusal | undefined {
  if (!(error instanceof ApiFailure) || error.status === 0) return undefined;
  return { error, field: fieldOfRefusal(error.code, error.details) };
}
