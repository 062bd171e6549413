/** The rows of the inventory's CSV files. A cell is text; an empty one is missing. */
import { z } from 'zod';
import { DEVICE_KINDS, SITE_CLASSES } from '../../model/inventory.ts';
import { UNIT_TYPES } from '../../model/unit-tree.ts';
import { addressSchema } from './address.ts';

/** Ids are tags of every measurement and parts of addresses on the web: short, and the same everywhere. */
const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error: () => idError });
const idError = 'a-z, 0-9, "-"; 1-64';

const daySchema = z.iso.date();
const number = (min: number, max: number) => z.coerce.number().min(min).max(max);
/** Names are compared and searched: one spelling for what looks the same. */
const nameSchema = z.string().min(1).max(200).normalize('NFC');

export const unitRowSchema = z.strictObject({
  code: z.string().regex(/^\d{2,5}$/),
  name_vi: nameSchema,
  name_ascii: z.string().optional(),
  type: z.enum(UNIT_TYPES),
  parent_code: z.string().optional(),
  valid_from: daySchema.optional(),
  valid_to: daySchema.optional(),
});

export const siteRowSchema = z.strictObject({
  id: idSchema,
  short_name: z.string().regex(/^[A-Z0-9-]{2,10}$/, { error: () => 'A-Z, 0-9, "-"; 2-10' }),
  name: nameSchema,
  class: z.enum(SITE_CLASSES),
  unit: z.string().min(1),
  upstream: z.string().optional(),
  address: addressSchema,
  gateway: addressSchema.optional(),
  core_address: addressSchema.optional(),
  latitude: number(-90, 90).optional(),
  longitude: number(-180, 180).optional(),
  weight: number(0, 1_000_000).optional(),
});

export const unitChangeRowSchema = z.strictObject({
  old_code: z.string(),
  old_name_vi: z.string().optional(),
  new_code: z.string(),
  new_name_vi: z.string().optional(),
  share: z.enum(['whole', 'part']),
});

export const holidayRowSchema = z.strictObject({
  date: daySchema,
  kind: z.enum(['holiday', 'workday']),
  name: nameSchema,
});

export const deviceRowSchema = z.strictObject({
  id: idSchema,
  site: z.string().min(1),
  kind: z.enum(DEVICE_KINDS),
  name: nameSchema,
  address: addressSchema,
  credential: z.string().optional(),
});

export const lineRowSchema = z.strictObject({
  id: idSchema,
  site: z.string().min(1),
  carrier: nameSchema,
  bandwidth_kbps: z.coerce.number().int().min(1).max(1_000_000_000),
  device: z.string().min(1),
  interface: z.string().min(1),
  target_percent: number(0, 100),
});

export const roomRowSchema = z.strictObject({
  id: idSchema,
  site: z.string().min(1),
  name: nameSchema,
  level: z.enum(['province', 'district']),
  address: addressSchema,
});
