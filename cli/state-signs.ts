/** How states look on a terminal: never by colour alone, each has its sign. */
import { styleText } from 'node:util';
import type { State } from '../model/state.ts';
import { isColoured } from './terminal.ts';

export const SIGNS = {
  up: '●',
  degraded: '◐',
  down: '✕',
  unreachable: '◌',
  unknown: '?',
} as const satisfies Record<State, string>;
const COLOURS = {
  up: 'green',
  degraded: 'yellow',
  down: 'red',
  unreachable: 'magenta',
  unknown: 'gray',
} as const satisfies Record<State, string>;

export function paintState(state: State, text: string): string {
  return isColoured() ? styleText(COLOURS[state], text, { validateStream: false }) : text;
}
