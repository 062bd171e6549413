/** An evidence pack as files: one to read and sign, and tables for whoever checks it. The same pack, the same bytes. */
import { zipSync } from 'fflate';
import type { Reader } from '../formats/format.ts';
import { exclusionsCsv, outagesCsv, samplesCsv } from './csv.ts';
import type { EvidencePack } from './evidence.ts';
import { evidencePdf } from './pdf.ts';

export interface EvidenceFile {
  readonly name: string;
  readonly content: string | Buffer;
}

/** What every system takes in a file's name. */
const safe = (text: string) => text.replace(/[^A-Za-z0-9._-]+/g, '_');

export function evidenceName({ header }: EvidencePack, { t }: Reader): string {
  return safe(t('evidence.file', { line: header.line.id, period: header.period }));
}

export async function evidenceFiles(pack: EvidencePack, reader: Reader): Promise<EvidenceFile[]> {
  const name = evidenceName(pack, reader);
  const { t } = reader;
  return [
    { name: `${name}.pdf`, content: await evidencePdf(pack, reader) },
    { name: `${name}-${t('evidence.suffix.outages')}.csv`, content: outagesCsv(pack) },
    { name: `${name}-${t('evidence.suffix.exclusions')}.csv`, content: exclusionsCsv(pack) },
    { name: `${name}-${t('evidence.suffix.samples')}.csv`, content: samplesCsv(pack) },
  ];
}

/** The earliest time that a ZIP archive can say. */
const ZIP_EPOCH = new Date(1980, 0, 1, 12);

export function zipFiles(files: readonly EvidenceFile[]): Buffer {
  const entries = files.map(({ name, content }) => [name, Uint8Array.from(Buffer.from(content))] as const);
  return Buffer.from(zipSync(Object.fromEntries(entries), { mtime: ZIP_EPOCH }));
}
