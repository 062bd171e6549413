/** The one shape of a format: a report in, a file out. The same report gives the same bytes. */
import type { Language, Translate } from '../../../config/messages.ts';
import type { Letterhead } from '../../../config/schema/reports.ts';
import type { UptimeReport } from '../report.ts';

/** How the people read who will read it. */
export interface Reader {
  readonly language: Language;
  readonly t: Translate;
  /** Of documents on paper; without one its places are dots. */
  readonly letterhead?: Letterhead | undefined;
}

export interface Format {
  /** As it is asked for, and the ending of the file's name. */
  readonly name: string;
  readonly contentType: string;
  /** Of a page: the style that stands in it. */
  readonly style?: string;
  write(report: UptimeReport, reader: Reader): Promise<string | Buffer> | string | Buffer;
}
