/** Which messages the page of notifications lists. Pure. */
export const MESSAGE_STATUSES = ['pending', 'dead', 'delivered', 'withdrawn'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];
export const MESSAGE_MEDIA = ['sms', 'mail', 'webhook'] as const;
export type MessageMedium = (typeof MESSAGE_MEDIA)[number];

/** Longer texts are refused by the server. */
export const MAX_SEARCH = 100;

export interface OutboxSearch {
  status?: MessageStatus | undefined;
  medium?: MessageMedium | undefined;
  q?: string | undefined;
}

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readOutboxSearch(raw: Record<string, unknown>): OutboxSearch {
  const search: OutboxSearch = {};
  const status = MESSAGE_STATUSES.find((each) => each === raw.status);
  const medium = MESSAGE_MEDIA.find((each) => each === raw.medium);
  // The router reads digits as a number.
  const q = typeof raw.q === 'number' ? String(raw.q) : raw.q;
  if (status !== undefined) search.status = status;
  if (medium !== undefined) search.medium = medium;
  if (typeof q === 'string' && q !== '') search.q = q.slice(0, MAX_SEARCH);
  return search;
}

/** As the API takes it. */
export function outboxParams({ status, medium, q }: OutboxSearch): Record<string, string> {
  const text = q?.normalize('NFC').trim() ?? '';
  return {
    ...(status === undefined ? {} : { status }),
    ...(medium === undefined ? {} : { medium }),
    ...(text === '' ? {} : { q: text }),
  };
}
