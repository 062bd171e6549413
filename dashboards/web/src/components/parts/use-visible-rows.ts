/** Windowing: of ten thousand rows only those in sight are in the page. */
import { useLayoutEffect, useRef, useState } from 'react';

/** Rows beyond the edges, so that quick scrolling does not show a gap. */
const OVERSCAN = 12;

export interface VisibleRows<T extends HTMLElement> {
  /** Goes to the element that holds all rows and nothing else. */
  readonly ref: React.RefObject<T | null>;
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/** Which of `count` rows, each `rowHeight` pixels high, are in the window that the page scrolls in. */
export function useVisibleRows<T extends HTMLElement>(count: number, rowHeight: number): VisibleRows<T> {
  const ref = useRef<T>(null);
  const [range, setRange] = useState({ first: 0, end: 60 });
  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const top = ref.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.min(count, Math.floor(-top / rowHeight)) - OVERSCAN);
      const end = Math.min(count, Math.ceil((window.innerHeight - top) / rowHeight) + OVERSCAN);
      setRange((last) =>
        last.first === first && last.end === end ? last : { first, end: Math.max(first, end) },
      );
    };
    const later = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    window.addEventListener('scroll', later, { passive: true });
    window.addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', later);
      window.removeEventListener('resize', later);
    };
  }, [count, rowHeight]);
  return { ref, ...range };
}
