/** A file of the API: fetched by the page, so that what goes wrong is said in it. A browser would save the refusal. */
import { useMutation } from '@tanstack/react-query';
import type { MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { API, requestFile } from '../../api/client.ts';
import { useRefusal } from '../../i18n/use-refusal.ts';
import { refusalKind } from '../../lib/refusal.ts';
import problem from './act-problem.module.css';
import css from './download-link.module.css';

export interface DownloadLinkProps {
  /** Behind the API's own, with its query. */
  path: string;
  /** What it is kept as; otherwise as the server calls it. */
  name?: string;
  className?: string | undefined;
  label?: string;
  children: ReactNode;
}

export function DownloadLink({ path, name, className, label, children }: DownloadLinkProps) {
  const { t } = useTranslation();
  const explain = useRefusal();
  const fetched = useMutation({
    mutationFn: async () => {
      const file = await requestFile(path);
      save(file.content, name ?? file.name);
    },
  });
  // Nothing was typed here that could be lost.
  const sentence = (error: Error) => {
    const kind = refusalKind(error);
    if (kind === 'not_reached') return t('problem.notReached');
    return kind === 'signed_out' ? t('problem.signedOut') : explain(error);
  };
  const click = (event: MouseEvent) => {
    // With a key held it is opened elsewhere, as any link.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!fetched.isPending) fetched.mutate();
  };
  return (
    <>
      <a
        className={className}
        href={`${API}${path}`}
        download={name ?? true}
        aria-label={label}
        aria-busy={fetched.isPending}
        onClick={click}
      >
        {children}
      </a>
      {fetched.error !== null && (
        <p className={`${problem.problem} ${css.failed}`} role="alert">
          {sentence(fetched.error)}
        </p>
      )}
    </>
  );
}

function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
