/** Rules: which values are wrong, for how long, how badly. Every key with its type, default, range and a line of help. */
import { z } from 'zod';
import { parseDailyHours } from '../../model/daily-hours.ts';
import { OWN_KINDS, SEVERITIES } from '../../model/incident.ts';
import { SITE_CLASSES } from '../../model/inventory.ts';
import { durationSchema } from '../../model/probe-settings.ts';

export const AGGREGATES = ['last', 'avg', 'min', 'max', 'p95', 'count', 'rate'] as const;
/** What a window of values is boiled down to. */
export type Aggregate = (typeof AGGREGATES)[number];

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const RULE_SUBJECTS = ['site', 'device', 'line', 'room', 'agent'] as const;
export type RuleSubject = (typeof RULE_SUBJECTS)[number];

const DAY_MS = 86_400_000;

/** A device says yes and no as well; both are kept as 1 and 0. */
const valueSchema = z.union([z.number(), z.boolean().transform(Number)]);

export const metricSchema = z.strictObject({
  measurement: z.string().min(1),
  field: z
    .union([
      z
        .string()
        .min(1)
        .transform((field) => [field]),
      z.array(z.string().min(1)).min(1).max(16),
    ])
    .describe('one, or a list: each is judged, the worst counts'),
  tags: z.record(z.string(), z.string()).default({}).describe('only series with these tags'),
});

export const levelSchema = z.strictObject({
  severity: z.enum(SEVERITIES),
  raise: valueSchema.describe('raised beyond this; of a baseline rule: in usual deviations'),
  clear: valueSchema.optional().describe('cleared at this or better; default: the same as `raise`'),
});
export type RuleLevel = z.output<typeof levelSchema>;

export const baselineSchema = z.strictObject({
  floor: z
    .number()
    .positive()
    .describe(
      'least deviation that is believed in, in the unit of the field: a quiet line is no fragile one',
    ),
  learn: durationSchema(3_600_000, 30 * DAY_MS)
    .prefault('1d')
    .describe('says nothing about a series that has been seen for less'),
});

export const holdSchema = z.strictObject({
  raise: durationSchema(0, DAY_MS).prefault('0s').describe('for this long before it is raised'),
  clear: durationSchema(0, DAY_MS).prefault('0s').describe('for this long before it is cleared'),
});

export const scheduleSchema = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default([...WEEKDAYS])
    .describe('on these days'),
  hours: z
    .string()
    .transform((text, context) => {
      const hours = parseDailyHours(text);
      if (hours) return hours;
      context.addIssue({ code: 'custom', params: { problem: 'bad_hours', value: text } });
      return z.NEVER;
    })
    .optional()
    .describe('HH:MM-HH:MM in the zone of the installation; over midnight where the second is earlier'),
});

const titleSchema = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });

type Ordering = { when: 'above' | 'below' | 'equal' };

/** The place in `levels` of what does not fit, and why. */
function problemsOfLevels(levels: readonly RuleLevel[], { when }: Ordering): [PropertyKey[], string][] {
  return levels.flatMap(({ severity, raise, clear = raise }, index): [PropertyKey[], string][] => {
    const found: [PropertyKey[], string][] = [];
    const isWrongSide = when === 'below' ? clear < raise : clear > raise;
    if (when === 'equal' ? clear !== raise : isWrongSide) found.push([[index, 'clear'], 'rule_clear']);
    const before = levels[index - 1];
    if (!before) return found;
    const isWorse = when === 'below' ? raise < before.raise : raise > before.raise;
    const isMoreSevere = SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(before.severity);
    if (when !== 'equal' && !isWorse) found.push([[index, 'raise'], 'rule_levels']);
    if (!isMoreSevere) found.push([[index, 'severity'], 'rule_severity']);
    return found;
  });
}

export const ruleSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,63}$/)
      .refine((name) => !OWN_KINDS.some((kind) => kind === name), 'kinds that exist already')
      .describe('kind of the incident; small letters, digits, hyphens'),
    title: titleSchema.optional().describe('what is wrong, `vi` and `en`; rules that ship have theirs'),
    of: z.enum(RULE_SUBJECTS).describe('what it is about; a series without its tag is not judged'),
    metrics: z.array(metricSchema).min(1).max(16).describe('`measurement`, `field`, `tags` of each'),
    if: z
      .record(z.string(), valueSchema)
      .default({})
      .describe('fields of the same measurement that have to have these values'),
    once_fine: z
      .boolean()
      .default(false)
      .describe('says nothing about a series that has not been fine since the collector started'),
    aggregate: z.enum(AGGREGATES).default('last').describe('what is judged of the values in the window'),
    window: durationSchema(1_000, DAY_MS).prefault('5m').describe('of `aggregate`; not of `last`'),
    baseline: baselineSchema
      .optional()
      .describe('`floor`, `learn`: values become deviations above what is usual for the series'),
    when: z
      .enum(['above', 'below', 'equal'])
      .default('above')
      .describe('on which side of `raise` it is wrong'),
    levels: z.array(levelSchema).min(1).max(4).describe('`severity`, `raise`, `clear`, the mildest first'),
    by_class: z
      .partialRecord(z.enum(SITE_CLASSES), z.array(levelSchema).max(4))
      .default({})
      .describe('levels of sites of a class; an empty list: not for these'),
    hold: holdSchema.prefault({}).describe('`raise`, `clear`: how long it has to be so'),
    schedule: scheduleSchema.optional().describe('`days`, `hours` in which it may be raised'),
    silence: durationSchema(10_000, 90 * DAY_MS)
      .prefault('30m')
      .describe('without data for this long an alarm is closed, and nobody is told that all is well'),
    during_outage: z
      .boolean()
      .default(false)
      .describe('raised even while the site is down or unreachable, when it is most likely a symptom'),
  })
  .superRefine((rule, context) => {
    const lists: [PropertyKey[], readonly RuleLevel[]][] = [
      [['levels'], rule.levels],
      ...Object.entries(rule.by_class).map(([name, levels]): [PropertyKey[], readonly RuleLevel[]] => [
        ['by_class', name],
        levels,
      ]),
    ];
    for (const [at, levels] of lists) {
      for (const [path, problem] of problemsOfLevels(levels, rule)) {
        context.addIssue({ code: 'custom', path: [...at, ...path], params: { problem } });
      }
    }
  });
export type Rule = z.output<typeof ruleSchema>;

export const rulesFileSchema = z.strictObject({
  without: z
    .array(z.string())
    .default([])
    .describe('rules that ship and are not wanted; `all`: none of them'),
  rules: z.array(ruleSchema).default([]).describe('one with the name of a rule that ships takes its place'),
});
