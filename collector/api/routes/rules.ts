/** `GET /api/v1/rules`: the rules in force, what is wrong with their file, and alarms of which nothing is heard. */
import type { Route } from '../resource.ts';
import { rulesReportSchema } from '../schemas/collector.ts';
import type { RulesReport } from '../types/rules.ts';

export const rulesRoute: Route = {
  summary: 'The rules in force, and what is wrong with their file',
  answer: rulesReportSchema,
  method: 'GET',
  url: '/api/v1/rules',
  role: 'viewer',
  reach: 'none',
  async handle(_request, _reply, { rules, now, nameOf }): Promise<RulesReport> {
    return {
      items: rules.file.rules.map(({ name, of, levels }) => ({
        name,
        of,
        severities: levels.map(({ severity }) => severity),
      })),
      problems: [...rules.file.problems],
      stale: rules.watch
        .staleAlarms(now())
        .map(({ kind, subject }) => ({ kind, subject, subjectName: nameOf(subject) })),
    };
  },
};
