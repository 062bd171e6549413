/** `canhmang top`: states and incidents, live on the whole screen; elsewhere a picture of the moment. */
import { emitKeypressEvents } from 'node:readline';
import type { About } from '../../collector/api/types/collector.ts';
import type { IncidentRow } from '../../collector/api/types/incidents.ts';
import type { List } from '../../collector/api/types/parts.ts';
import type { SiteRow } from '../../collector/api/types/sites.ts';
import { EXIT, UserError } from '../../config/error.ts';
import { parseDuration } from '../../model/duration.ts';
import type { ApiOptions } from '../api-client.ts';
import { getJson } from '../api-client.ts';
import { safeText } from '../remote/safe-text.ts';
import type { Terminal } from '../terminal.ts';
import type { Snapshot, TopState } from '../top/model.ts';
import { FIRST, incidentsOf, press, sitesOf } from '../top/model.ts';
import { drawTop, pageOf } from '../top/screen.ts';

export interface TopOptions extends ApiOptions {
  readonly every: string;
  readonly filter?: string;
  readonly once?: boolean;
}

const LEAST_EVERY_MS = 1_000;
const USUAL_COLUMNS = 120;
/** The other screen, without a cursor; and back (xterm control sequences, DECSET 1049 and 25). */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const TO_END_OF_LINE = '\u001b[K';

export async function runTop(terminal: Terminal, options: TopOptions): Promise<number> {
  const everyMs = parseDuration(options.every);
  if (everyMs === undefined || everyMs < LEAST_EVERY_MS)
    throw new UserError('top_every', { value: options.every });
  const state: TopState = { ...FIRST, filter: options.filter ?? '' };
  // Before the screen is taken: what is wrong is said where people read it.
  const first = await read(options);
  const { stdin, stdout } = process;
  if (options.once || !stdout.isTTY || !stdin.isTTY) {
    const all = { columns: stdout.columns ?? USUAL_COLUMNS, rows: Number.MAX_SAFE_INTEGER };
    printOnce(terminal, first, state, all.columns);
    return EXIT.ok;
  }
  return new Screen(terminal, options, everyMs, first, state).run();
}

async function read(options: ApiOptions): Promise<Snapshot> {
  const [about, sites, incidents] = await Promise.all([
    getJson<About>(options, '/api/v1/about'),
    getJson<List<SiteRow>>(options, '/api/v1/sites'),
    getJson<List<IncidentRow>>(options, '/api/v1/incidents?state=open'),
  ]);
  const { title, timeZone } = about;
  return { title, timeZone, sites: sites.items, incidents: incidents.items, atMs: Date.now() };
}

/** Both lists, without the line of keys. */
function printOnce(terminal: Terminal, snapshot: Snapshot, state: TopState, columns: number): void {
  for (const view of ['incidents', 'sites'] as const) {
    const count = view === 'sites' ? sitesOf(snapshot, state).length : incidentsOf(snapshot, state).length;
    const size = { columns, rows: count + 5 };
    const lines = drawTop(snapshot, { ...state, view }, size, terminal, undefined).slice(0, 4 + count);
    for (const line of view === 'sites' ? lines.slice(2) : lines) terminal.out(line);
  }
}

/** Owns the terminal until it ends: whatever ends it, the terminal is as it was. */
class Screen {
  readonly #terminal: Terminal;
  readonly #options: ApiOptions;
  readonly #everyMs: number;
  #snapshot: Snapshot;
  #state: TopState;
  #trouble: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onEnd: () => void = () => {};

  constructor(terminal: Terminal, options: ApiOptions, everyMs: number, first: Snapshot, state: TopState) {
    this.#terminal = terminal;
    this.#options = options;
    this.#everyMs = everyMs;
    this.#snapshot = first;
    this.#state = state;
  }

  async run(): Promise<number> {
    const { stdin, stdout } = process;
    const ended = new Promise<void>((resolve) => {
      this.#onEnd = resolve;
    });
    const giveBack = () => void stdout.write(LEAVE);
    process.once('exit', giveBack);
    process.once('SIGTERM', this.#onEnd);
    process.once('SIGHUP', this.#onEnd);
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on('keypress', this.#onKey);
    stdout.on('resize', this.#draw);
    stdout.write(ENTER);
    this.#draw();
    this.#plan();
    await ended;
    clearTimeout(this.#timer);
    stdin.off('keypress', this.#onKey);
    stdout.off('resize', this.#draw);
    stdin.setRawMode(false);
    stdin.pause();
    process.off('exit', giveBack);
    giveBack();
    return EXIT.ok;
  }

  #plan(): void {
    this.#timer = setTimeout(() => void this.#refresh(), this.#everyMs);
  }

  async #refresh(): Promise<void> {
    try {
      this.#snapshot = await read(this.#options);
      this.#trouble = undefined;
    } catch {
      // What was seen last stays, marked as old: the collector may be back in a moment.
      this.#trouble = this.#terminal.t('top.old');
    }
    this.#draw();
    this.#plan();
  }

  readonly #onKey = (text: string | undefined, key: { name?: string; ctrl?: boolean }) => {
    const rows = this.#state.view === 'sites' ? sitesOf : incidentsOf;
    const count = rows(this.#snapshot, this.#state).length;
    const next = press(this.#state, { ...key, text: text ?? '' }, count, pageOf(sizeNow()));
    if (!next) return this.#onEnd();
    this.#state = next;
    this.#draw();
  };

  readonly #draw = () => {
    const lines = drawTop(this.#snapshot, this.#state, sizeNow(), this.#terminal, this.#trouble);
    process.stdout.write(`${HOME}${lines.map((line) => `${safeText(line)}${TO_END_OF_LINE}`).join('\r\n')}`);
  };
}

function sizeNow() {
  const { columns, rows } = process.stdout;
  return { columns, rows };
}
