/** Durations in configuration. */
import { z } from 'zod';
import { formatDuration, parseDuration } from './duration.ts';

/** A duration in configuration: text with a unit, read into milliseconds; a default is given in milliseconds. */
export function durationSchema(minMs: number, maxMs: number) {
  return (
    z
      // A bare number is read too, to be told what it lacks.
      .union([z.string(), z.number().transform(String)])
      .transform((text, context) => {
        const durationMs = parseDuration(text);
        if (durationMs === undefined) {
          context.addIssue({ code: 'custom', params: { problem: 'not_a_duration', value: text } });
          return z.NEVER;
        }
        if (durationMs < minMs || durationMs > maxMs) {
          const limits = { value: text, min: formatDuration(minMs), max: formatDuration(maxMs) };
          context.addIssue({ code: 'custom', params: { problem: 'duration_range', ...limits } });
          return z.NEVER;
        }
        return durationMs;
      })
      // `duration` is for the reference and for editors (tools/docs).
      .meta({ description: 'duration', duration: [formatDuration(minMs), formatDuration(maxMs)] })
  );
}
