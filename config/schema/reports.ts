/** Key `reports` of the configuration: whose they are, and which are made and sent without anyone's work. */
import { z } from 'zod';
import { parseDailyHours } from '../../model/daily-hours.ts';
import { durationSchema } from '../../model/probe-settings.ts';
import { CADENCES } from '../../model/report-calendar.ts';
import { timeOfDaySchema } from './time-of-day.ts';

const lineSchema = z.string().trim().min(1).max(120);

/** What is left out is dots on paper, to be filled in by hand. */
const letterheadSchema = z.strictObject({
  parent: lineSchema.optional().describe('the office above, such as UBND TỈNH YÊN BÁI'),
  office: lineSchema.optional().describe('the office that reports'),
  symbol: lineSchema.optional().describe('behind the number, such as BC-SKHCN'),
  place: lineSchema.optional().describe('where it is signed, in front of the date'),
  signer_title: lineSchema.optional().describe('above the signature, such as GIÁM ĐỐC'),
  signer: lineSchema.optional().describe('name below the signature'),
  sent_to: z.array(lineSchema).max(20).default([]).describe('who gets it, at the foot'),
});

/** Whose report it is: the parts of an official document that differ from office to office. */
export type Letterhead = z.output<typeof letterheadSchema>;

/** Of an installation that does not say. */
export const BLANK_LETTERHEAD: Letterhead = { sent_to: [] };

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Within one day: an office that works over midnight is not one of those that this is for. */
const dailyHoursSchema = z.string().transform((text, context) => {
  const hours = parseDailyHours(text);
  if (hours && hours.fromMinute < hours.toMinute) return hours;
  context.addIssue({ code: 'custom', message: 'HH:MM-HH:MM' });
  return z.NEVER;
});

const serviceHoursSchema = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS).transform((day) => WEEKDAYS.indexOf(day) + 1))
    .min(1)
    .prefault(['mon', 'tue', 'wed', 'thu', 'fri'])
    .describe('days on which offices work'),
  hours: dailyHoursSchema.prefault('07:30-17:00').describe('HH:MM-HH:MM of a working day'),
  holidays: z
    .string()
    .optional()
    .describe('CSV file (date,kind,name); default: config/holidays/vietnam.csv of the program'),
});

/** A report that is made and sent by itself when its period is over. */
const scheduledSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .describe('what it is called in the mail; a new name is a new report'),
  every: z.enum(CADENCES).default('month').describe('the period that it is about'),
  at: timeOfDaySchema.prefault('07:00').describe('when it goes, on the first day after its period'),
  by: z.enum(['site', 'commune', 'district', 'class', 'carrier']).default('commune'),
  hours: z.enum(['all', 'service']).default('all').describe('round the clock, or service hours'),
  unit: z.string().optional().describe('code of a unit: only its sites'),
  formats: z
    .array(z.enum(['pdf', 'xlsx', 'html', 'csv', 'json']))
    .min(1)
    .prefault(['pdf', 'xlsx'])
    .describe('the files that are attached'),
  to: z.array(z.string()).min(1).describe('recipients of `notify.recipients` who have an e-mail address'),
});

export type ScheduledReport = z.output<typeof scheduledSchema>;

export const reportsSchema = z.strictObject({
  min_outage: durationSchema(0, 86_400_000)
    .prefault('1m')
    .describe('shorter outages count and are listed apart'),
  aggregation: z
    .enum(['mean', 'worst', 'weighted'])
    .default('mean')
    .describe('how the availabilities of the sites of a unit become one; the others are shown beside it'),
  weight: z
    .enum(['weight', 'bandwidth'])
    .default('weight')
    .describe('what sites are weighted by: the column of sites.csv, or the bandwidth of their lines'),
  service_hours: serviceHoursSchema.prefault({}),
  scheduled: z.array(scheduledSchema).default([]).describe('made and sent by themselves'),
  letterhead: letterheadSchema.prefault({}).describe('of PDF, XLSX and HTML'),
});
