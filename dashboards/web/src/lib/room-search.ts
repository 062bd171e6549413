/** Whose history the page of rooms shows, and of how long. Pure. */
import { readSpan, type Span } from './span.ts';

export interface RoomSearch {
  room?: string | undefined;
  span?: Span | undefined;
}

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readRoomSearch(raw: Record<string, unknown>): RoomSearch {
  const search: RoomSearch = {};
  const span = readSpan(raw.span);
  if (typeof raw.room === 'string') search.room = raw.room.slice(0, 100);
  if (span !== undefined) search.span = span;
  return search;
}
