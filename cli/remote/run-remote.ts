/** `canhmang diag … --from SITE`: the test is done by the agent of that site; what comes out is shown here. */
import { EXIT, UserError } from '../../config/error.ts';
import { parseDuration } from '../../model/duration.ts';
import type { RemoteTest, TestEnd, TestEvent } from '../../model/remote-test.ts';
import { LONGEST_TEST_S, remoteTestSchema, testEventSchema } from '../../model/remote-test.ts';
import type { ApiOptions } from '../api-client.ts';
import { openStream, postJson } from '../api-client.ts';
import type { Terminal } from '../terminal.ts';
import { isColoured, isTerminal } from '../terminal.ts';
import { SafeText } from './safe-text.ts';

export interface RemoteOptions extends ApiOptions {
  readonly from: string;
  /** The most that the test takes. */
  readonly limit: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** The collector says something every ten seconds. */
const SILENCE_MS = 30_000;
const STOP_MS = 5_000;

/** @throws UserError that names what does not fit. */
export function readTest(test: object): RemoteTest {
  const parsed = remoteTestSchema.safeParse(test);
  if (parsed.success) return parsed.data;
  const isHost = parsed.error.issues.some(({ path }) => path[0] === 'host');
  if (isHost && 'host' in test) throw new UserError('diag_host', { value: String(test.host) });
  const reason = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new UserError('usage', { reason });
}

function limitSeconds({ limit }: RemoteOptions): number {
  const limitMs = parseDuration(limit);
  const seconds = Math.ceil((limitMs ?? 0) / 1_000);
  if (seconds < 1 || seconds > LONGEST_TEST_S)
    throw new UserError('diag_limit', { value: limit, most: String(LONGEST_TEST_S / 60) });
  return seconds;
}

/** @returns the test's own exit code; 3 when the agent went away half-way. @throws UserError */
export async function runRemote(
  terminal: Terminal,
  options: RemoteOptions,
  test: RemoteTest,
): Promise<number> {
  const { json, csv, from } = options;
  const isData = json === true || csv === true;
  const request = {
    test,
    format: json ? 'json' : csv ? 'csv' : 'text',
    language: terminal.language,
    live: isTerminal(isData ? process.stderr : process.stdout),
    colours: isColoured(),
    limitSeconds: limitSeconds(options),
  };
  const path = `/api/v1/sites/${encodeURIComponent(from)}/tests`;
  const interruption = new Interruption(options);
  try {
    const lines = openStream(options, path, request, { signal: interruption.signal, silenceMs: SILENCE_MS });
    const safe = { out: new SafeText(), err: new SafeText() };
    for await (const line of lines) {
      const exitCode = show(eventOf(line, options.url), terminal, safe, interruption);
      if (exitCode !== undefined) return exitCode;
    }
  } catch (error) {
    // It was Ctrl-C, twice: nobody waits for what else there is.
    if (interruption.signal.aborted) return EXIT.problem;
    throw inWords(error, from);
  } finally {
    interruption.end();
  }
  throw new UserError('cannot_reach', { url: options.url, reason: 'ECONNRESET' }, EXIT.unreachable);
}

/** Refusals of tests, by the API's codes. */
const REFUSALS = {
  agent_away: 'test_agent_away',
  tests_refused: 'test_tests_refused',
  tests_forbidden: 'test_tests_forbidden',
  test_running: 'test_test_running',
  forbidden: 'test_forbidden',
  unknown_site: 'test_unknown_site',
} as const;

function inWords(error: unknown, site: string): unknown {
  if (!(error instanceof UserError)) return error;
  const { code } = error.params;
  const known = Object.entries(REFUSALS).find(([refusal]) => refusal === code);
  return known ? new UserError(known[1], { site }, error.exitCode) : error;
}

function eventOf(line: string, url: string): TestEvent {
  try {
    return testEventSchema.parse(JSON.parse(line));
  } catch {
    throw new UserError('cannot_reach', { url, reason: 'not understood' }, EXIT.unreachable);
  }
}

/** @returns the exit code when it was the last. */
function show(
  event: TestEvent,
  { say, t }: Terminal,
  safe: Readonly<Record<'out' | 'err', SafeText>>,
  interruption: Interruption,
): number | undefined {
  switch (event.type) {
    case 'started':
      say(t('diag.remote.started', { agent: event.agent, site: event.site }));
      interruption.began(event.id);
      return undefined;
    case 'output':
      (event.stream === 'out' ? process.stdout : process.stderr).write(safe[event.stream].take(event.text));
      return undefined;
    case 'here':
      return undefined;
    case 'gone':
      throw new UserError('test_gone', { agent: event.agent }, EXIT.unreachable);
    case 'end':
      return ended(event, say, t);
  }
}

function ended({ why, exitCode, reason }: TestEnd, say: Terminal['say'], t: Terminal['t']): number {
  if (why === 'refused' || why === 'failed')
    throw new UserError('test_not_done', { reason: new SafeText().take(reason ?? why) }, EXIT.unreachable);
  if (why === 'time_limit' || why === 'output_limit') say(t(`diag.remote.${why}`));
  return exitCode;
}

/** Ctrl-C once: the agent sums up. Twice: the connection ends, and with it the test. */
class Interruption {
  readonly #options: ApiOptions;
  readonly #abort = new AbortController();
  #test: string | undefined;
  #asked = false;

  constructor(options: ApiOptions) {
    this.#options = options;
    process.on('SIGINT', this.#heed);
    process.on('SIGTERM', this.#heed);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  began(test: string): void {
    this.#test = test;
  }

  readonly #heed = () => {
    if (this.#asked || this.#test === undefined) return this.#abort.abort();
    this.#asked = true;
    postJson(this.#options, `/api/v1/tests/${this.#test}/stop`, {}, STOP_MS).catch(() => this.#abort.abort());
  };

  end(): void {
    process.off('SIGINT', this.#heed);
    process.off('SIGTERM', this.#heed);
    this.#abort.abort();
  }
}
