/** A choice of few, each an address: it can be opened in another tab and sent to a colleague. */
import { Link, type LinkProps } from '@tanstack/react-router';
import css from './segmented-links.module.css';

export interface SegmentedLink extends Pick<LinkProps, 'to' | 'search' | 'params'> {
  readonly key: string;
  readonly text: string;
  readonly isCurrent: boolean;
}

export function SegmentedLinks({ label, children }: { label: string; children: readonly SegmentedLink[] }) {
  return (
    <nav className={css.links} aria-label={label}>
      {children.map(({ key, text, isCurrent, ...link }) => (
        <Link
          key={key}
          {...link}
          replace
          resetScroll={false}
          data-current={isCurrent}
          aria-current={isCurrent ? 'true' : undefined}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
