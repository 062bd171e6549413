/**
 * The script of a day's faults (YAML): what happens where, when and for how long, in the day's own time.
 * The day begins at `start` when the simulator does, and repeats.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import { formatDuration, parseDuration } from '../model/duration.ts';

export const DAY_MS = 86_400_000;

/** Minutes are what people read on a clock; seconds are for tests. */
const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

const timeOfDay = z.string('a time such as "08:15" is expected').transform((text, context) => {
  const match = TIME_OF_DAY.exec(text);
  if (match === null) {
    context.addIssue({ code: 'custom', message: `"${text}" is not a time such as "08:15"` });
    return z.NEVER;
  }
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
});

function duration(minMs: number, maxMs: number) {
  return z.string('a duration such as "30m" is expected').transform((text, context) => {
    const durationMs = parseDuration(text);
    if (durationMs !== undefined && durationMs >= minMs && durationMs <= maxMs) return durationMs;
    const limits = `${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
    context.addIssue({ code: 'custom', message: `"${text}" is not a duration of ${limits}` });
    return z.NEVER;
  });
}

const name = z.string('a name is expected').min(1, 'a name is expected');
const base = { at: timeOfDay, for: duration(1_000, DAY_MS) };
const onSite = { ...base, site: name };

const eventSchema = z.discriminatedUnion('fault', [
  /** The line: nothing passes between the core and the site, nor to the sites below it. */
  z.strictObject({ ...onSite, fault: z.literal('cut') }),
  /** The site's equipment fails: silent from everywhere, and nothing passes to the sites below it. */
  z.strictObject({ ...onSite, fault: z.literal('hub') }),
  /** As `hub`, and when it returns the router has started anew. */
  z.strictObject({ ...onSite, fault: z.literal('power') }),
  /** The line is full: it adds delay and loses packets, and the counters grow by its bandwidth. */
  z.strictObject({
    ...onSite,
    fault: z.literal('congest'),
    delay: duration(80, 400),
    loss: z.number('a number of percent is expected').min(0).max(50),
  }),
  /** The line is cut in the first half of every period. */
  z.strictObject({ ...onSite, fault: z.literal('flap'), period: duration(2_000, 7_200_000) }),
  /** Packets to a room's codec take a random time longer, up to `jitter`. */
  z.strictObject({ ...base, fault: z.literal('room-jitter'), room: name, jitter: duration(1, 2_000) }),
]);

const scriptSchema = z.strictObject({
  start: timeOfDay.describe('what the clock of the province shows when the simulator starts'),
  events: z.array(eventSchema),
});

/** Times are milliseconds after the day's midnight, durations milliseconds, `loss` percent. */
export type FaultEvent = z.output<typeof eventSchema>;
export type FaultScript = z.output<typeof scriptSchema>;

/**
 * Reads a script.
 * @throws Error of one sentence that names the file and the entry
 */
export function parseFaultScript(text: string, fileName = 'script.yaml'): FaultScript {
  const document = readYaml(text, fileName);
  const result = scriptSchema.safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  throw new Error(`${fileName}: ${describePlace(document, path)}${issue?.message ?? 'is not valid'}`);
}

function readYaml(text: string, fileName: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const [reason] = error instanceof Error ? error.message.split('\n') : [];
    throw new Error(`${fileName}: not valid YAML: ${reason ?? 'unreadable'}`, { cause: error });
  }
}

const entrySchema = z
  .object({ events: z.array(z.looseObject({ at: z.unknown(), fault: z.unknown() })) })
  .partial();

/** As in `event 3 (08:15 cut), for: `; the number counts from 1. */
function describePlace(document: unknown, path: readonly PropertyKey[]): string {
  const [top, index, ...rest] = path;
  if (top !== 'events' || typeof index !== 'number') return path.length === 0 ? '' : `${path.join('.')}: `;
  const entry = entrySchema.safeParse(document).data?.events?.[index];
  const what = entry === undefined ? '' : ` (${entry.at ?? 'no time'} ${entry.fault ?? 'no fault'})`;
  return `event ${index + 1}${what}${rest.length === 0 ? '' : `, ${rest.join('.')}`}: `;
}
