/** `GET /api/v1/about`: which installation this is. */
import { VERSION } from '../../../model/version.ts';
import type { Route } from '../resource.ts';
import { aboutSchema } from '../schemas/collector.ts';
import type { About } from '../types/collector.ts';

export const aboutRoute: Route = {
  summary: 'Which installation this is',
  answer: aboutSchema,
  method: 'GET',
  url: '/api/v1/about',
  role: 'viewer',
  reach: 'none',
  async handle(_request, _reply, { config, store, ingest, now }): Promise<About> {
    const { installation } = config;
    return {
      name: 'canhmang',
      version: VERSION,
      demonstration: installation.demonstration,
      title: installation.title,
      language: installation.language,
      timeZone: installation.time_zone,
      nowMs: now(),
      store: {
        kind: installation.store.kind,
        away: store.away
          ? { since: new Date(store.away.sinceMs).toISOString(), reason: store.away.reason }
          : null,
        logBytes: ingest.logBytes,
        logLimitBytes: installation.ingest_log_mb * 1024 * 1024,
      },
    };
  },
};
