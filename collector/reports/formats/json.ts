/** The report itself, for programs. */
import type { Format } from './format.ts';

export const jsonFormat: Format = {
  name: 'json',
  contentType: 'application/json; charset=utf-8',
  write: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
