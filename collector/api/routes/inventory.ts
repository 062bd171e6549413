/** `/api/v1/inventory`: the files that say what is watched, and others in their place. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../config/error.ts';
import { LANGUAGES, translator } from '../../../config/messages.ts';
import type { HandedFile, ImportProblem } from '../../inventory/import.ts';
import { applyImport, FILE_KINDS, inventoryFiles, previewImport } from '../../inventory/import.ts';
import { readTable } from '../../inventory/table.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { ApiContext, Route } from '../resource.ts';
import { readParams } from '../resource.ts';
import { inventoryFileSchema, inventoryPreviewSchema, inventoryWrittenSchema } from '../schemas/inventory.ts';
import { listOf } from '../schemas/parts.ts';
import type { InventoryFileRow, InventoryPreview, InventoryWritten } from '../types/inventory.ts';
import type { List } from '../types/parts.ts';

/** Six files of ten thousand rows, in base64. */
const MAX_BODY_BYTES = 24 * 1024 * 1024;

const filesSchema = z
  .array(z.strictObject({ name: z.string().min(1).max(200), content: z.base64() }))
  .min(1)
  .max(FILE_KINDS.length);
const language = z.enum(LANGUAGES).optional();
const previewSchema = z.strictObject({ files: filesSchema, language });
const writeSchema = z.strictObject({ files: filesSchema, mark: z.string().max(100) });
const kindSchema = z.object({ kind: z.enum(FILE_KINDS) });

function handedOf(files: z.output<typeof filesSchema>): HandedFile[] {
  return files.map(({ name, content }) => ({ name, bytes: Buffer.from(content, 'base64') }));
}

const today = ({ now }: ApiContext) => new Date(now()).toISOString().slice(0, 10);

export const inventoryRoutes: readonly Route[] = [
  {
    summary: 'The files that say what is watched',
    answer: listOf(inventoryFileSchema),
    method: 'GET',
    url: '/api/v1/inventory',
    role: 'viewer',
    async handle(_request, _reply, { config }): Promise<List<InventoryFileRow>> {
      const items: InventoryFileRow[] = [];
      for (const { kind, path, exists } of inventoryFiles(config)) {
        const table = exists ? await readTable(readFileSync(path)) : [];
        items.push({ kind, name: basename(path), rows: Math.max(0, table.length - 1) });
      }
      return { items, total: items.length };
    },
  },
  {
    summary: 'One of these files as it is',
    params: kindSchema,
    produces: ['text/csv'],
    method: 'GET',
    url: '/api/v1/inventory/:kind',
    role: 'viewer',
    async handle(request, reply, { config }) {
      const { kind } = readParams(kindSchema, request.params);
      const file = inventoryFiles(config).find((one) => one.kind === kind);
      if (!file?.exists)
        throw new ApiRefusal(404, 'unknown_file', `the configuration has no file of ${kind}`);
      void reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${kind}.csv"`);
      return readFileSync(file.path);
    },
  },
  {
    summary: 'What other files in the place of these would change',
    description:
      'CSV (comma, semicolon or tab; UTF-8 or UTF-16) or XLSX, in base64; which list it is tells the heading.',
    body: previewSchema,
    answer: inventoryPreviewSchema,
    method: 'POST',
    url: '/api/v1/inventory/preview',
    role: 'admin',
    bodyLimit: MAX_BODY_BYTES,
    async handle(request, _reply, context): Promise<InventoryPreview> {
      const { config } = context;
      const body = readParams(previewSchema, request.body);
      const t = translator(body.language ?? config.installation.language);
      const { problems, changes, files, mark } = await previewImport(
        config,
        handedOf(body.files),
        today(context),
      );
      const text = ({ problem }: ImportProblem) =>
        problem.kind === 'file'
          ? t(`inventory.import.${problem.code}`, { reason: problem.reason })
          : t(`problem.${problem.code}`, problem.params);
      return {
        files: [...files],
        changes: changes.map((change) => ({ ...change, fields: [...change.fields] })),
        mark,
        problems: problems.map(({ problem, ...place }) => ({ ...place, text: text({ problem, ...place }) })),
        canWrite: !config.installation.demonstration,
      };
    },
  },
  {
    audit: 'inventory.import',
    summary: 'Puts the files in place and takes them over',
    description: 'The collector is away for a second or two after the answer.',
    body: writeSchema,
    answer: inventoryWrittenSchema,
    method: 'POST',
    url: '/api/v1/inventory',
    role: 'admin',
    bodyLimit: MAX_BODY_BYTES,
    async handle(request, reply, context): Promise<InventoryWritten> {
      const { config, ledger, logger } = context;
      const { files, mark } = readParams(writeSchema, request.body);
      if (config.installation.demonstration)
        throw new ApiRefusal(409, 'demonstration', 'the demonstration’s own files are not changed');
      const handed = handedOf(files);
      const { problems, changes, mark: current } = await previewImport(config, handed, today(context));
      if (current !== mark)
        throw new ApiRefusal(409, 'changed', 'the files have changed since they were looked at');
      if (problems.length > 0)
        throw new ApiRefusal(400, 'not_valid', 'the files are not valid; look at them again');
      const kinds = ['added', 'removed', 'changed'] as const;
      const detail = Object.fromEntries(
        kinds.map((kind) => [kind, changes.filter(({ change }) => change === kind).length]),
      );
      await noteAct(request, context, ledger, { object: 'inventory', detail });
      try {
        const written = await applyImport(config, handed, mark);
        if (!written)
          throw new ApiRefusal(409, 'changed', 'the files have changed since they were looked at');
        logger.info({ written, by: request.holder?.holder, ...detail }, 'inventory: files were written');
        // Who asked hears of it first.
        reply.raw.once('close', context.takeOver);
        return { written };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        throw new ApiRefusal(500, error.code, `cannot write ${error.params.path} (${error.params.reason})`);
      }
    },
  },
];
