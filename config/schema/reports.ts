/** Key `reports` of the configuration: whose they are, and which are made and sent without anyone's work. */
import { z } from 'zod';

const lineSchema = z.string().trim().min(1).max(120);

/** What is left out is dots on paper, to be filled in by hand. */
export const letterheadSchema = z.strictObject({
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
