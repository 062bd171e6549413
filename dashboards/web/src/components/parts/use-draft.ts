/** What somebody has typed and not sent yet: it outlives a page that is left, a reload, a session that ended. */
import { useEffect, useState } from 'react';

function read<T>(key: string): T | undefined {
  try {
    const stored = sessionStorage.getItem(key);
    return stored === null ? undefined : (JSON.parse(stored) as T);
  } catch {
    // Storage may be forbidden by policy; the draft then lasts as long as the page.
    return undefined;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // See above.
  }
}

export interface KeptDraft<T> {
  readonly draft: T;
  /** It differs from what it began with. */
  readonly isChanged: boolean;
  readonly change: (part: Partial<T>) => void;
  /** Back to what it began with; to be called too when it was sent. */
  readonly discard: () => void;
}

/** @param key says what it is a draft of; a component with another key is another draft */
export function useDraft<T extends object>(key: string, initial: T): KeptDraft<T> {
  const storageKey = `canhmang.draft.${key}`;
  const [changed, setChanged] = useState<T | undefined>(() => read<T>(storageKey));
  useEffect(() => write(storageKey, changed), [storageKey, changed]);
  return {
    draft: changed ?? initial,
    isChanged: changed !== undefined,
    change: (part) => setChanged((last) => ({ ...(last ?? initial), ...part })),
    discard: () => {
      // At once: the component may be gone before its effect would do it.
      write(storageKey, undefined);
      setChanged(undefined);
    },
  };
}
