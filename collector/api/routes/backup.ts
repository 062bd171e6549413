/** `POST /api/v1/backup`: a copy of everything into a folder of the collector's machine, while it works. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../config/error.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { Route } from '../resource.ts';
import { readParams } from '../resource.ts';
import type { BackupAnswer } from '../types/collector.ts';

const bodySchema = z.strictObject({ folder: z.string().refine(isAbsolute, 'an absolute path is expected') });
const answerSchema = z.strictObject({
  folder: z.string(),
  files: z.int(),
  bytes: z.number(),
  measurements: z.boolean().describe('`false`: they are in a server that is backed up by its own means'),
}) satisfies z.ZodType<BackupAnswer>;

export const backupRoute: Route = {
  summary: 'Copies everything into a new folder of the collector’s machine',
  body: bodySchema,
  answer: answerSchema,
  audit: 'backup.make',
  method: 'POST',
  url: '/api/v1/backup',
  role: 'admin',
  async handle(request, _reply, context): Promise<BackupAnswer> {
    const { backUp, logger, ledger } = context;
    const { folder } = readParams(bodySchema, request.body);
    await noteAct(request, context, ledger, { object: folder });
    try {
      const { files, measurements } = await backUp(folder);
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      logger.info({ folder, bytes, by: request.holder?.holder }, 'backup made');
      return { folder, files: files.length, bytes, measurements };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new ApiRefusal(409, error.code, `${error.code}: ${Object.values(error.params).join(', ')}`);
    }
  },
};
