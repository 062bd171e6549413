/** Something that is shown once and has to be taken along: a link, a token. */
import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './account.module.css';

export interface HandedOnceProps {
  title: string;
  text: string;
  value: string;
  /** Beside the button that copies. */
  children?: ReactNode;
}

export function HandedOnce({ title, text, value, children }: HandedOnceProps) {
  const { t } = useTranslation();
  const clipboard = useClipboard();
  return (
    <div className={css.handed} role="status">
      <h2>{title}</h2>
      <p>{text}</p>
      <code className={css.secret}>{value}</code>
      <div className={css.row}>
        {/* Browsers give the clipboard to secure origins only; where it is not, the text is marked by hand. */}
        {window.isSecureContext && (
          <Button variant="default" size="xs" onClick={() => clipboard.copy(value)}>
            {t(clipboard.copied ? 'account.copied' : 'account.copy')}
          </Button>
        )}
        {children}
      </div>
    </div>
  );
}
