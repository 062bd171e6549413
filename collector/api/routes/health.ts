/** `/healthz`: the process answers. `/readyz`: it can take measurements and show states. `/metrics`: its figures. */
import { z } from 'zod';
import { ApiRefusal } from '../errors.ts';
import type { Route } from '../resource.ts';

export const healthRoutes: readonly Route[] = [
  {
    summary: 'The process answers',
    answer: z.strictObject({ status: z.literal('ok') }),
    method: 'GET',
    url: '/healthz',
    role: 'public',
    async handle() {
      return { status: 'ok' };
    },
  },
  {
    summary: 'It can take measurements and show states; 503 with the reasons where it cannot',
    answer: z.strictObject({ status: z.literal('ready') }),
    method: 'GET',
    url: '/readyz',
    role: 'public',
    async handle(_request, _reply, { ledger, problems }) {
      // The store and the log were opened before the port was; the ledger is asked because it can go away.
      await ledger.selectFrom('meta').select('key').limit(1).execute();
      const found = problems();
      if (found.length > 0) throw new ApiRefusal(503, 'not_ready', found.join('; '), { details: found });
      return { status: 'ready' };
    },
  },
  {
    summary: 'Its figures, Prometheus text format',
    produces: ['text/plain'],
    method: 'GET',
    url: '/metrics',
    role: 'public',
    async handle(_request, reply, context) {
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await context.metrics());
    },
  },
];
