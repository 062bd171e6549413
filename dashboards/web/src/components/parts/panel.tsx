/** A part of a page: a heading and what belongs to it. */
import { type ReactNode, useId } from 'react';
import css from './panel.module.css';

export interface PanelProps {
  title: string;
  /** Beside the heading: a count, a link. */
  aside?: ReactNode;
  /** Content reaches the edges: tables and maps bring their own spacing. */
  isFlush?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** A region named by its heading. */
export function Panel({ title, aside, isFlush = false, className, children }: PanelProps) {
  const id = useId();
  return (
    <section className={[css.panel, className].join(' ')} aria-labelledby={id}>
      <div className={css.head}>
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div className={css.aside}>{aside}</div>}
      </div>
      <div className={isFlush ? css.flush : css.body}>{children}</div>
    </section>
  );
}

/** A sentence where there is nothing to list. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className={css.nothing}>{children}</p>;
}
