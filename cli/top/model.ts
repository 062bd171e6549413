/** What `canhmang top` shows: rows, filter, place. Pure. */
import type { IncidentRow } from '../../collector/api/types/incidents.ts';
import type { SiteRow } from '../../collector/api/types/sites.ts';
import { fold, matchesFolded, queryWords } from '../../model/fold.ts';
import type { State } from '../../model/state.ts';

export interface Snapshot {
  readonly title: string;
  readonly timeZone: string;
  readonly sites: readonly SiteRow[];
  readonly incidents: readonly IncidentRow[];
  readonly atMs: number;
}

export type View = 'sites' | 'incidents';

export interface TopState {
  readonly view: View;
  readonly filter: string;
  /** Letters go into the filter. */
  readonly isTyping: boolean;
  /** First row that is seen. */
  readonly top: number;
}

export const FIRST: TopState = { view: 'sites', filter: '', isTyping: false, top: 0 };

/** The worst first: that is what is looked for. */
const RANKS: Readonly<Record<State, number>> = { down: 0, unreachable: 1, degraded: 2, unknown: 3, up: 4 };

export function sitesOf({ sites }: Snapshot, { filter }: TopState): SiteRow[] {
  const words = queryWords(filter);
  return sites
    .filter(({ id, shortName, name, unitName }) =>
      matchesFolded(fold(`${id} ${shortName} ${name} ${unitName}`), words),
    )
    .toSorted(
      (one, other) =>
        RANKS[one.state] - RANKS[other.state] || Date.parse(other.since) - Date.parse(one.since),
    );
}

export function incidentsOf({ incidents }: Snapshot, { filter }: TopState): IncidentRow[] {
  const words = queryWords(filter);
  return incidents.filter(({ id, subjectName, title, kind, assignee }) =>
    matchesFolded(fold(`#${id} ${subjectName} ${title ?? ''} ${kind} ${assignee ?? ''}`), words),
  );
}

export interface Key {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  /** What was typed. */
  readonly text: string;
}

const MOST_FILTER = 60;

/**
 * @param rows how many there are. @param page how many are seen.
 * @returns `undefined`: it is the end.
 */
export function press(state: TopState, key: Key, rows: number, page: number): TopState | undefined {
  if (key.ctrl && key.name === 'c') return undefined;
  const last = Math.max(0, rows - page);
  const to = (top: number): TopState => ({ ...state, top: Math.min(last, Math.max(0, top)) });
  switch (key.name) {
    case 'down':
      return to(state.top + 1);
    case 'up':
      return to(state.top - 1);
    case 'pagedown':
      return to(state.top + page);
    case 'pageup':
      return to(state.top - page);
    case 'home':
      return to(0);
    case 'end':
      return to(last);
    case 'escape':
      return { ...state, filter: '', isTyping: false, top: 0 };
    case 'return':
      return { ...state, isTyping: false };
    default:
      return state.isTyping ? type(state, key) : command(state, key);
  }
}

function type(state: TopState, { name, ctrl, text }: Key): TopState {
  if (name === 'backspace') return { ...state, filter: [...state.filter].slice(0, -1).join(''), top: 0 };
  if (ctrl || !/^[^\p{Cc}]+$/u.test(text)) return state;
  return { ...state, filter: `${state.filter}${text}`.slice(0, MOST_FILTER), top: 0 };
}

function command(state: TopState, { name, text }: Key): TopState | undefined {
  if (text === 'q') return undefined;
  if (text === '/') return { ...state, isTyping: true };
  if (name === 'tab' || name === 'left' || name === 'right')
    return { ...state, view: state.view === 'sites' ? 'incidents' : 'sites', top: 0 };
  return state;
}
