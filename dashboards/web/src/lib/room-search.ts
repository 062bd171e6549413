/** Whose history the page of rooms shows, and of how long. Pure. */
import { DAY, HOUR } from './time.ts';

export const SPANS = ['hour', 'day', 'week', 'month'] as const;
export type Span = (typeof SPANS)[number];
export const SPAN_MS: Record<Span, number> = { hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY };

export interface RoomSearch {
  room?: string | undefined;
  span?: Span | undefined;
}

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readRoomSearch(raw: Record<string, unknown>): RoomSearch {
  const search: RoomSearch = {};
  const span = SPANS.find((each) => each === raw.span);
  if (typeof raw.room === 'string') search.room = raw.room.slice(0, 100);
  if (span !== undefined) search.span = span;
  return search;
}
