/** What is told as it happens. */
import { z } from 'zod';
import type { ServerEvent } from '../types/events.ts';
import { incidentRowSchema } from './incidents.ts';
import { moment, stateSchema } from './parts.ts';

export const eventSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('state'),
      subject: z.string(),
      from: stateSchema,
      to: stateSchema,
      at: moment,
    }),
    z.strictObject({ type: z.literal('incident'), incident: incidentRowSchema }),
    z
      .strictObject({ type: z.literal('reset') })
      .describe('Too much was missed: everything is to be read anew'),
    z.strictObject({ type: z.literal('here') }).describe('Every 15 s: the connection lives'),
  ])
  .meta({ id: 'Event' }) satisfies z.ZodType<ServerEvent>;
