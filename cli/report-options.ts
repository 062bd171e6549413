/** What commands that make reports have in common. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { reasonOf, UserError } from '../config/error.ts';
import { parsePeriod } from '../model/period.ts';

/**
 * `--as-of`; a day stands for its beginning. @returns epoch milliseconds.
 * @throws UserError `report_moment`
 */
export function momentOf(text: string, timeZone: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parsePeriod(text, timeZone) : undefined;
  if (typeof day === 'object') return day.fromMs;
  const ms = /T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new UserError('report_moment', { value: text });
  return ms;
}

/**
 * All of the file or nothing of it: another program may be waiting for its name.
 * @throws UserError `report_out`
 */
export function writeWhole(path: string, content: string | Buffer): void {
  const draft = `${path}.${process.pid}.part`;
  try {
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UserError('report_out', { path, reason: reasonOf(error) });
  }
}
