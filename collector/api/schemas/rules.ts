/** Answers about rules that are read, checked and tried. */
import { z } from 'zod';
import { RULE_SUBJECTS } from '../../../config/schema/rules.ts';
import { SEVERITIES } from '../../../model/incident.ts';
import { SITE_CLASSES } from '../../../model/inventory.ts';
import type { RulesCheckAnswer, RulesFileAnswer, RulesReplayAnswer } from '../types/rules.ts';
import { moment } from './parts.ts';

const levelsSchema = z.array(
  z.strictObject({ severity: z.enum(SEVERITIES), raise: z.number(), clear: z.number() }),
);

const ruleSchema = z.strictObject({
  name: z.string(),
  title: z.strictObject({ vi: z.string(), en: z.string() }).nullable(),
  of: z.enum(RULE_SUBJECTS),
  metrics: z.array(z.string()),
  when: z.enum(['above', 'below', 'equal']),
  aggregate: z.string(),
  windowMs: z.number(),
  isBaseline: z.boolean(),
  levels: levelsSchema,
  byClass: z.array(z.strictObject({ class: z.enum(SITE_CLASSES), levels: levelsSchema })),
  raiseAfterMs: z.number(),
  clearAfterMs: z.number(),
});

export const rulesFileSchema = z
  .strictObject({
    text: z.string().describe('Of the installation’s own file'),
    name: z.string().nullable(),
    rules: z.array(ruleSchema).describe('In force'),
  })
  .meta({ id: 'RulesFile' }) satisfies z.ZodType<RulesFileAnswer>;

const checkShape = {
  rules: z.int().nullable().describe('How many it comes to; `null`: it cannot be used'),
  problems: z.array(
    z.strictObject({ line: z.int(), column: z.int(), text: z.string(), isRemark: z.boolean() }),
  ),
};

export const rulesCheckSchema = z
  .strictObject(checkShape)
  .meta({ id: 'RulesCheck' }) satisfies z.ZodType<RulesCheckAnswer>;

export const rulesReplaySchema = z
  .strictObject({
    ...checkShape,
    raised: z.array(
      z.strictObject({
        rule: z.string(),
        subject: z.string(),
        subjectName: z.string(),
        severity: z.enum(SEVERITIES),
        detail: z.string(),
        from: moment,
        to: moment.nullable(),
        dataStopped: z.boolean(),
      }),
    ),
    total: z.int(),
    points: z.int(),
    until: moment.describe('Up to where it came'),
    isWhole: z.boolean(),
  })
  .meta({ id: 'RulesReplay' }) satisfies z.ZodType<RulesReplayAnswer>;
