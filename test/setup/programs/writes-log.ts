/** Writes more lines of a log at once (`argv[2]`) than a pipe holds, and says on standard error that it has gone on. */
import { openLogger } from '../../../cli/logger.ts';

const lines = Number(process.argv[2]);
const logger = openLogger('test', 'info');
for (let line = 1; line <= lines; line++) logger.info({ line }, 'said');
process.stderr.write('went on\n');
