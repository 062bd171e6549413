/** A button that asks once more before it does what cannot be taken back. */
import { Button, Group } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './confirm-button.module.css';

export interface ConfirmButtonProps {
  /** What is done, and to what: read out where the text alone does not say it. */
  label?: string;
  /** What it leads to. */
  question: string;
  isBusy: boolean;
  onConfirm: () => void;
  children: ReactNode;
}

/** The question takes the place of the button: nothing covers what is asked about. */
export function ConfirmButton({ label, question, isBusy, onConfirm, children }: ConfirmButtonProps) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const no = useRef<HTMLButtonElement>(null);
  const start = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    // Enter on the same place again must not be a yes.
    if (isAsking) no.current?.focus();
    else if (wasAsking.current) start.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const close = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setAsking(false);
  };
  if (!isAsking) {
    return (
      <Button
        ref={start}
        size="compact-sm"
        variant="default"
        aria-label={label}
        loading={isBusy}
        onClick={() => setAsking(true)}
      >
        {children}
      </Button>
    );
  }
  return (
    <div className={css.asking} role="alertdialog" aria-label={label} onKeyDown={close}>
      <p>{question}</p>
      <Group gap="xs">
        <Button
          size="compact-sm"
          color="red"
          onClick={() => {
            setAsking(false);
            onConfirm();
          }}
        >
          {children}
        </Button>
        <Button ref={no} size="compact-sm" variant="default" onClick={() => setAsking(false)}>
          {t('confirm.no')}
        </Button>
      </Group>
    </div>
  );
}
