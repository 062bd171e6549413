/** Answers about the inventory's files. */
import { z } from 'zod';
import { KINDS } from '../../../model/inventory-changes.ts';
import { FILE_KINDS } from '../../inventory/import.ts';
import type { InventoryFileRow, InventoryPreview, InventoryWritten } from '../types/inventory.ts';

const fileKindSchema = z.enum(FILE_KINDS).meta({ id: 'InventoryFileKind' });

export const inventoryFileSchema = z
  .strictObject({ kind: fileKindSchema, name: z.string(), rows: z.int().min(0) })
  .meta({ id: 'InventoryFile' }) satisfies z.ZodType<InventoryFileRow>;

export const inventoryPreviewSchema = z
  .strictObject({
    files: z.array(inventoryFileSchema).describe('What each file was taken for, by its heading'),
    problems: z.array(
      z.strictObject({
        file: z.string(),
        row: z.int().min(1).nullable().describe('From 1, the heading’s; `null`: the file as a whole'),
        column: z.string().nullable().describe('The column’s heading'),
        text: z.string(),
      }),
    ),
    changes: z.array(
      z.strictObject({
        kind: z.enum(KINDS),
        change: z.enum(['added', 'removed', 'changed']),
        id: z.string(),
        name: z.string(),
        fields: z.array(z.strictObject({ field: z.string(), from: z.string(), to: z.string() })),
      }),
    ),
    mark: z.string().describe('To be sent along for writing: what is written is what was looked at'),
    canWrite: z.boolean().describe('The demonstration’s own files stay as they are'),
  })
  .meta({ id: 'InventoryPreview' }) satisfies z.ZodType<InventoryPreview>;

export const inventoryWrittenSchema = z
  .strictObject({
    written: z.array(z.string()).describe('The collector takes them over right after the answer'),
  })
  .meta({ id: 'InventoryWritten' }) satisfies z.ZodType<InventoryWritten>;
