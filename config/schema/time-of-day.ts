/** A time of day, as people write it. */
import { z } from 'zod';

/** `07:30`; minutes since midnight. */
export const timeOfDaySchema = z.string().transform((text, context) => {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour !== undefined && minute !== undefined) return Number(hour) * 60 + Number(minute);
  context.addIssue({ code: 'custom', params: { problem: 'bad_time_of_day', value: text } });
  return z.NEVER;
});
