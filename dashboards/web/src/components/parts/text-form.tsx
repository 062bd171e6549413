/** A remark that is typed and sent: a draft until it has gone. */
import { Button, Stack, Textarea } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTooLong } from '../../i18n/use-too-long.ts';
import { isTooLong, typed } from '../../lib/typed.ts';
import { useDraft } from './use-draft.ts';

export interface TextFormProps {
  /** Says what it is a draft of. */
  draftKey: string;
  label: string;
  description?: string;
  /** On the button. */
  send: string;
  /** Characters that the API takes at most. */
  most: number;
  isBusy: boolean;
  /** `done` is to be called when it has gone. */
  onSend: (text: string, done: () => void) => void;
}

export function TextForm({ draftKey, label, description, send, most, isBusy, onSend }: TextFormProps) {
  const tooLong = useTooLong();
  const { draft, change, discard } = useDraft(draftKey, { text: '' });
  const text = typed(draft.text);
  const isGood = text !== '' && !isTooLong(text, most);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isGood && !isBusy) onSend(text, discard);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          label={label}
          description={description}
          autosize
          minRows={2}
          value={draft.text}
          error={tooLong(draft.text, most)}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
        <Button type="submit" variant="default" w="fit-content" disabled={!isGood || isBusy}>
          {send}
        </Button>
      </Stack>
    </form>
  );
}
