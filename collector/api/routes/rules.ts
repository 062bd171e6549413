/** `GET /api/v1/rules`: the rules in force, what is wrong with their file, and alarms of which nothing is heard. */
import { seesOf } from '../auth/reach.ts';
import type { Route } from '../resource.ts';
import { rulesReportSchema } from '../schemas/collector.ts';
import type { RulesReport } from '../types/rules.ts';

export const rulesRoute: Route = {
  summary: 'The rules in force, and what is wrong with their file',
  answer: rulesReportSchema,
  method: 'GET',
  url: '/api/v1/rules',
  role: 'viewer',
  reach: 'sites',
  async handle(request, _reply, context): Promise<RulesReport> {
    const { rules, now, nameOf } = context;
    const sees = seesOf(request, context);
    return {
      items: rules.file.rules.map(({ name, of, levels }) => ({
        name,
        of,
        severities: levels.map(({ severity }) => severity),
      })),
      problems: [...rules.file.problems],
      stale: rules.watch
        .staleAlarms(now())
        .filter(({ subject }) => sees === undefined || sees(subject))
        .map(({ kind, subject }) => ({ kind, subject, subjectName: nameOf(subject) })),
    };
  },
};
