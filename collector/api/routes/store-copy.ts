/** `POST /api/v1/store/copy`: the embedded store as of now in a folder of the collector's machine, for commands that read it. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../config/error.ts';
import { makeEmptyFolder } from '../../backup/backup.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { Route } from '../resource.ts';
import { readParams } from '../resource.ts';
import type { StoreCopyAnswer } from '../types/collector.ts';

const bodySchema = z.strictObject({ folder: z.string().refine(isAbsolute, 'an absolute path is expected') });
const answerSchema = z.strictObject({ folder: z.string() }) satisfies z.ZodType<StoreCopyAnswer>;

export const storeCopyRoute: Route = {
  summary: 'Copies the embedded store as of now into a folder of the collector’s machine',
  body: bodySchema,
  answer: answerSchema,
  audit: 'store.copy',
  method: 'POST',
  url: '/api/v1/store/copy',
  role: 'admin',
  async handle(request, _reply, context): Promise<StoreCopyAnswer> {
    const { store, logger, ledger } = context;
    const { folder } = readParams(bodySchema, request.body);
    if (!store.backUp)
      throw new ApiRefusal(409, 'store_on_server', 'the measurements are in a server: read them there');
    await noteAct(request, context, ledger, { object: folder });
    try {
      await makeEmptyFolder(folder);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new ApiRefusal(409, error.code, `${error.code}: ${Object.values(error.params).join(', ')}`);
    }
    // What is in memory only would not be in it.
    await store.flush();
    await store.backUp(folder);
    logger.info({ folder, by: request.holder?.holder }, 'metric store copied');
    return { folder };
  },
};
