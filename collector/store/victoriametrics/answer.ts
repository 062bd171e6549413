/** Answers of VictoriaMetrics' query API, as Prometheus has it, and lines of its exports. */
import { z } from 'zod';

const metricSchema = z.record(z.string(), z.string());
/** Seconds, and the value as text. */
const sampleSchema = z.tuple([z.number(), z.string().transform(Number)]);

export const vectorSchema = z.object({
  data: z.object({ result: z.array(z.object({ metric: metricSchema, value: sampleSchema })) }),
});

export const matrixSchema = z.object({
  data: z.object({ result: z.array(z.object({ metric: metricSchema, values: z.array(sampleSchema) })) }),
});

export const seriesSchema = z.object({ data: z.array(metricSchema) });

export const valuesSchema = z.object({ data: z.array(z.string()) });

export const exportSchema = z.object({
  metric: metricSchema,
  values: z.array(z.number().nullable()),
  timestamps: z.array(z.number()),
});
