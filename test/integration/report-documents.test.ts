import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { csvFormat } from '../../collector/reports/formats/csv.ts';
import { htmlFormat } from '../../collector/reports/formats/html/format.ts';
import { pdfFormat } from '../../collector/reports/formats/pdf/format.ts';
import { xlsxFormat } from '../../collector/reports/formats/xlsx/format.ts';
import { translator } from '../../config/messages.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { provinceReport } from '../setup/province-report.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const DAY_MS = 86_400_000;
const letterhead = {
  parent: 'UBND tỉnh Yên Bái',
  office: 'Sở Khoa học và Công nghệ',
  symbol: 'BC-SKHCN',
  place: 'Yên Bái',
  signer: 'Nguyễn Văn Ánh',
  sent_to: ['UBND tỉnh (để báo cáo)'],
};
const reader = { language: 'vi', t: translator('vi'), letterhead } as const;

async function fileOfTest(name: string, content: string | Buffer): Promise<string> {
  const path = join(await folderOfTest(), name);
  writeFileSync(path, content);
  return path;
}

describeWith(needs('poppler-utils'), 'a report as PDF, read by poppler', () => {
  it('holds every name with its diacritics, the national heading, and a head on every page of a table', async () => {
    const report = provinceReport();
    const path = await fileOfTest('report.pdf', await pdfFormat.write(report, reader));
    const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    const flowing = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
    expect(text).toBe(text.normalize('NFC'));
    for (const { name } of report.rows) expect(flowing).toContain(name.normalize('NFC'));
    for (const said of [
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'SỞ KHOA HỌC VÀ CÔNG NGHỆ',
    ])
      expect(flowing).toContain(said);
    expect(flowing).toContain('Yên Bái, ngày 05 tháng 11 năm 2026');
    expect(flowing).toContain('- UBND tỉnh (để báo cáo);');
    const pages = text.split('\f').slice(0, -1);
    const withRows = pages.filter((page) => /^\s*TT\s+Tên\s+Số điểm/m.test(page));
    expect(withRows.length).toBeGreaterThan(3);
    expect(pages[0]).not.toMatch(/^\s*1$/m);
    for (const [index, page] of pages.entries()) {
      if (index > 0) expect(page.trimStart().split('\n')[0]).toBe(String(index + 1));
    }
  });

  it('embeds a part of each font, and is the same bytes again', async () => {
    const first = Buffer.from(await pdfFormat.write(provinceReport(), reader));
    const path = await fileOfTest('report.pdf', first);
    const fonts = execFileSync('pdffonts', [path], { encoding: 'utf8' }).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(1);
    for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+Tinos.*yes yes yes/);
    expect(first.equals(Buffer.from(await pdfFormat.write(provinceReport(), reader)))).toBe(true);
  });
});

describeWith(needs('xlsx2csv'), 'a report as a workbook, read by xlsx2csv', () => {
  const sheetOf = (path: string, number: number): string[][] =>
    parse(execFileSync('xlsx2csv', ['-s', String(number), path], { encoding: 'utf8' }), {
      relax_column_count: true,
    });

  it('holds every row and outage of the report with their dates and shares', async () => {
    const report = provinceReport();
    const path = await fileOfTest('report.xlsx', await xlsxFormat.write(report, reader));
    const [head, ...rows] = sheetOf(path, 2);
    expect(head?.slice(0, 5)).toEqual(['Mã', 'Tên', 'Đơn vị', 'Số điểm', 'Sẵn sàng']);
    expect(rows.map(([key, name]) => [key, name])).toEqual(report.rows.map(({ key, name }) => [key, name]));
    expect(rows.map((row) => Number(row[4]))).toEqual(
      report.rows.map(({ availability }) => Number((availability ?? 0).toFixed(5))),
    );
    const outages = sheetOf(path, 3).slice(1);
    const expected = [...report.outages, ...report.shortOutages];
    expect(outages.map((row) => [row[0], Date.parse(`${row[3]?.replace(' ', 'T')}+07:00`)])).toEqual(
      expected.map(({ site, fromMs }) => [site, fromMs]),
    );
  });

  it('has the figures of the CSV in every row, to the millisecond', async () => {
    const report = provinceReport();
    const path = await fileOfTest('report.xlsx', await xlsxFormat.write(report, reader));
    const raw = execFileSync('xlsx2csv', [path, '-s', '2', '--ignore-formats', 'time', 'float', 'date'], {
      encoding: 'utf8',
    });
    const rows = (parse(raw) as string[][]).slice(1);
    const csv: Record<string, string>[] = parse(String(await csvFormat.write(report, reader)), {
      columns: true,
      bom: true,
    });
    const text = ['key', 'name', 'unit', 'members'] as const;
    const times = ['period', 'up', 'degraded', 'down', 'unreachable', 'unknown', 'excluded'] as const;
    const daysOf = (cell = '') => (cell === '' ? '' : String(Number((Number(cell) * 86_400).toFixed(3))));
    expect(rows.map((row) => [...row.slice(0, 4), Number(row[4]), ...row.slice(5, 12).map(daysOf)])).toEqual(
      csv
        .slice(0, -1)
        .map((row) => [
          ...text.map((name) => row[name]),
          Number(row.availability),
          ...times.map((name) => row[`${name}_s`]),
        ]),
    );
    expect(rows.map((row) => [...row.slice(12, 14), ...row.slice(14, 19).map(daysOf)])).toEqual(
      csv
        .slice(0, -1)
        .map((row) => [
          row.outages,
          row.short_outages,
          row.longest_outage_s,
          ...[row.mttr_s, row.mtbf_s].map((cell = '') =>
            cell === '' ? '' : String(Number(Number(cell).toFixed(3))),
          ),
          String((Number(row.target_percent) / 100) * 86_400),
          row.breach_s,
        ]),
    );
  });

  it('begins and ends as an official document of the office, as the page does', async () => {
    const report = provinceReport();
    const path = await fileOfTest('report.xlsx', await xlsxFormat.write(report, reader));
    const summary = sheetOf(path, 1);
    const page = String(await htmlFormat.write(report, reader));
    expect(summary.slice(0, 3)).toEqual([
      ['UBND TỈNH YÊN BÁI', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
      ['SỞ KHOA HỌC VÀ CÔNG NGHỆ', 'Độc lập - Tự do - Hạnh phúc'],
      ['Số:       /BC-SKHCN', 'Yên Bái, ngày 05 tháng 11 năm 2026'],
    ]);
    expect(summary.at(-1)).toEqual(['', 'Nguyễn Văn Ánh']);
    for (const said of [...summary.slice(0, 3).flat(), '- UBND tỉnh (để báo cáo);', 'Nguyễn Văn Ánh'])
      expect(page).toContain(`>${said}</p>`);
  });

  it('has a frozen head with filters, real numbers, and is the same bytes again', async () => {
    const bytes = Buffer.from(await xlsxFormat.write(provinceReport(), reader));
    const path = await fileOfTest('report.xlsx', bytes);
    const xml = execFileSync('unzip', ['-p', path, 'xl/worksheets/sheet2.xml'], { encoding: 'utf8' });
    expect(/<autoFilter[^>]*>/.exec(xml)?.[0]).toBe('<autoFilter ref="A1:S106"/>');
    expect(/state="frozen"/.test(xml)).toBe(true);
    expect(xml.includes(`<v>${3_600_000 / DAY_MS}</v>`)).toBe(true);
    expect(bytes.equals(Buffer.from(await xlsxFormat.write(provinceReport(), reader)))).toBe(true);
  });
});
