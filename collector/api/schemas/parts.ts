/** What several answers are made of. */
import { z } from 'zod';
import { STATES } from '../../../model/state.ts';
import type { ApiError } from '../types/parts.ts';

/** A moment in an answer. */
export const moment = z.iso.datetime();

export const stateSchema = z
  .enum(STATES)
  .meta({ id: 'State', description: '`unknown`: nobody was looking. Never rounded into up or down' });

export const subjectSchema = z
  .templateLiteral([z.enum(['site', 'device', 'line', 'room']), ':', z.string()])
  .meta({ id: 'Subject', description: 'What has a state: `site:mu-cang-chai`' });

/** All there are, or as many as were asked for. */
export function listOf<S extends z.ZodType>(item: S) {
  return z.strictObject({ items: z.array(item), total: z.int().min(0) });
}

/** Every refusal. */
export const errorSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.string().describe('For programs'),
      message: z.string().describe('For people, in English'),
      details: z.array(z.string()).exactOptional().describe('What the sentence is about, piece by piece'),
    }),
  })
  .meta({ id: 'Error' }) satisfies z.ZodType<ApiError>;
