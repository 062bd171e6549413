/** `/api/v1/rules/file`, `/api/v1/rules/check`, `/api/v1/rules/replay`: rules that are read, checked, tried on what is stored. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { translator } from '../../../config/messages.ts';
import type { Problem } from '../../../config/problem.ts';
import { ConfigError } from '../../../config/problem.ts';
import { loadRules, parseRules, remarksOn, rulesPathOf } from '../../../config/rules.ts';
import type { Rule, RuleLevel } from '../../../config/schema/rules.ts';
import { replayWithin } from '../../rules/bounded-replay.ts';
import { statesThen } from '../../rules/states-then.ts';
import { judgedBy } from '../../rules/subjects.ts';
import { namesOf } from '../../subjects.ts';
import { ApiRefusal, comeBackLater } from '../errors.ts';
import type { ApiContext, Route } from '../resource.ts';
import { iso, momentSchema, readParams } from '../resource.ts';
import { rulesCheckSchema, rulesFileSchema, rulesReplaySchema } from '../schemas/rules.ts';
import type {
  RuleDetail,
  RulesCheckAnswer,
  RulesFileAnswer,
  RulesProblem,
  RulesReplayAnswer,
} from '../types/rules.ts';

/** The rules that ship have 15 kB. */
const MAX_TEXT = 200_000;
const MAX_SPAN_MS = 31 * 86_400_000;
/** What a person waits for; the collector has other work. */
const MAX_REPLAY_MS = 20_000;
const MAX_ROWS = 500;
/** Places in messages are in what was sent. */
const FILE = 'rules.yaml';

const textSchema = z.strictObject({
  text: z.string().max(MAX_TEXT),
  language: z.enum(['vi', 'en']).default('vi').describe('Of the sentences'),
});
const replaySchema = textSchema.extend({
  from: momentSchema,
  to: momentSchema.optional().describe('default: now'),
  site: z.string().max(100).optional(),
});

type Asked = z.output<typeof textSchema>;

interface Checked {
  readonly rules: readonly Rule[] | undefined;
  readonly problems: RulesProblem[];
}

function check({ text, language }: Asked): Checked {
  const t = translator(language);
  const shown = ({ code, place, params }: Problem, isRemark: boolean): RulesProblem => ({
    line: place.line,
    column: place.column,
    text: t(`problem.${code}`, params),
    isRemark,
  });
  try {
    const rules = parseRules(FILE, text, loadRules(undefined));
    return { rules, problems: remarksOn(FILE, text).map((problem) => shown(problem, true)) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { rules: undefined, problems: error.problems.map((problem) => shown(problem, false)) };
  }
}

function levelRows(levels: readonly RuleLevel[]): RuleDetail['levels'] {
  return levels.map(({ severity, raise, clear = raise }) => ({ severity, raise, clear }));
}

function detailOf(rule: Rule): RuleDetail {
  const { name, title, of, metrics, when, aggregate, window, baseline, levels, hold } = rule;
  return {
    name,
    title: title ?? null,
    of,
    metrics: metrics.flatMap(({ measurement, field }) => field.map((one) => `${measurement}.${one}`)),
    when,
    aggregate,
    windowMs: aggregate === 'last' ? 0 : window,
    isBaseline: baseline !== undefined,
    levels: levelRows(levels),
    byClass: Object.entries(rule.by_class).map(([siteClass, own]) => ({
      class: siteClass as RuleDetail['byClass'][number]['class'],
      levels: levelRows(own),
    })),
    raiseAfterMs: hold.raise,
    clearAfterMs: hold.clear,
  };
}

const fileRoute: Route = {
  summary: 'The rules in force with their thresholds, and the text of the installation’s own file',
  answer: rulesFileSchema,
  method: 'GET',
  url: '/api/v1/rules/file',
  role: 'admin',
  async handle(_request, _reply, { config, rules }): Promise<RulesFileAnswer> {
    const path = rulesPathOf(config.installation, dirname(config.path));
    const text = path !== undefined && existsSync(path) ? await readFile(path, 'utf8') : '';
    return {
      text: text.slice(0, MAX_TEXT),
      name: path === undefined ? null : basename(path),
      rules: rules.file.rules.map(detailOf),
    };
  },
};

const checkRoute: Route = {
  summary: 'What is wrong with a text of rules, with line and column',
  body: textSchema,
  answer: rulesCheckSchema,
  method: 'POST',
  url: '/api/v1/rules/check',
  role: 'admin',
  async handle(request): Promise<RulesCheckAnswer> {
    const { rules, problems } = check(readParams(textSchema, request.body));
    return { rules: rules?.length ?? null, problems };
  },
};

async function replay(
  rules: readonly Rule[],
  asked: z.output<typeof replaySchema>,
  context: ApiContext,
  isWaitedFor: () => boolean,
): Promise<Omit<RulesReplayAnswer, 'rules' | 'problems'>> {
  const { config, ledger, store, now, nameOf } = context;
  const { from: fromMs, to: toMs = now(), site, language } = asked;
  const endMs = performance.now() + MAX_REPLAY_MS;
  const { inventory, installation } = config;
  const { replay: played, untilMs } = await replayWithin({
    rules,
    store,
    judgedOf: judgedBy(inventory, new Map(installation.agents.map((agent) => [agent.id, agent.site]))),
    stateAt: await statesThen(ledger, namesOf(config).keys(), fromMs, toMs),
    timeZone: installation.time_zone,
    language,
    fromMs,
    toMs,
    site,
    mayGoOn: () => performance.now() < endMs && isWaitedFor(),
  });
  return {
    raised: played.raised.slice(0, MAX_ROWS).map((one) => ({
      rule: one.rule,
      subject: one.subject,
      subjectName: nameOf(one.subject),
      severity: one.severity,
      detail: one.detail,
      from: iso(one.fromMs),
      to: one.toMs === undefined ? null : iso(one.toMs),
      dataStopped: one.isQuiet,
    })),
    total: played.raised.length,
    points: played.points,
    until: iso(untilMs),
    isWhole: untilMs >= toMs,
  };
}

/** One at a time: each takes memory and the store's attention. */
let isReplaying = false;

const replayRoute: Route = {
  summary: 'What these rules would have raised from the stored measurements; changes nothing',
  description: `At most ${MAX_SPAN_MS / 86_400_000} days, ${MAX_REPLAY_MS / 1_000} s, one at a time.`,
  body: replaySchema,
  answer: rulesReplaySchema,
  method: 'POST',
  url: '/api/v1/rules/replay',
  role: 'admin',
  async handle(request, reply, context): Promise<RulesReplayAnswer> {
    const asked = readParams(replaySchema, request.body);
    const { from, to = context.now(), site } = asked;
    if (from >= to || to - from > MAX_SPAN_MS)
      throw new ApiRefusal(400, 'bad_period', 'the period has to end after it begins, within 31 days');
    if (site !== undefined && !context.config.inventory.sites.some(({ id }) => id === site))
      throw new ApiRefusal(404, 'unknown_site', `there is no site "${site}"`);
    const { rules, problems } = check(asked);
    if (!rules)
      return { rules: null, problems, raised: [], total: 0, points: 0, until: iso(from), isWhole: false };
    if (isReplaying) throw comeBackLater(503, 'busy', 'another replay is under way; come back later', 5);
    isReplaying = true;
    try {
      return {
        rules: rules.length,
        problems,
        ...(await replay(rules, asked, context, () => !reply.raw.destroyed)),
      };
    } finally {
      isReplaying = false;
    }
  },
};

export const rulesTrialRoutes: readonly Route[] = [fileRoute, checkRoute, replayRoute];
