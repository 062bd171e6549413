/** The frame of a form about accounts: its fields, why it was refused, and what sends it. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountError } from '../../i18n/use-account-error.ts';
import { Panel } from '../parts/panel.tsx';
import css from './account.module.css';

export interface AccountFormProps {
  title: string;
  className?: string | undefined;
  fields: ReactNode;
  /** Of the whole; what is wrong with a field stands at the field. */
  error: Error | null;
  submit: string;
  isBusy: boolean;
  /** There is enough to send, and nothing to find fault with. */
  isReady: boolean;
  onSubmit: () => void;
  /** Something is typed that can be given up. */
  onDiscard?: (() => void) | undefined;
  /** What came of it, announced. */
  said?: string | undefined;
  /** What is handed out. */
  children?: ReactNode;
}

export function AccountForm(props: AccountFormProps) {
  const { title, className, fields, error, submit, isBusy, isReady, onSubmit, onDiscard, said } = props;
  const { t } = useTranslation();
  const explain = useAccountError();
  return (
    <Panel className={className} title={title}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onSubmit();
        }}
      >
        {fields}
        {error !== null && (
          <p role="alert" className={css.error}>
            {explain(error)}
          </p>
        )}
        <div className={css.row}>
          <Button type="submit" loading={isBusy} disabled={!isReady}>
            {submit}
          </Button>
          {onDiscard !== undefined && (
            <Button variant="subtle" disabled={isBusy} onClick={onDiscard}>
              {t('form.discard')}
            </Button>
          )}
          <span role="status" className={css.soft}>
            {said}
          </span>
        </div>
      </form>
      {props.children}
    </Panel>
  );
}
