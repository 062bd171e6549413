/** Lists of what anybody may have typed: in a terminal, and in a spreadsheet. */
import { describe, expect, it, vi } from 'vitest';
import { printTable } from '../../../cli/table.ts';
import { openTerminal } from '../../../cli/terminal.ts';

interface Row {
  readonly name: string;
  readonly by: string;
}

function printed(rows: readonly Row[], options: { csv?: boolean } = {}): string[] {
  const lines: string[] = [];
  const terminal = { ...openTerminal('en'), out: (text: string) => void lines.push(text) };
  const columns = { name: ({ name }: Row) => name, by: ({ by }: Row) => by };
  printTable(terminal, options, rows, columns, (column) => column.toUpperCase());
  return lines;
}

describe('a list', () => {
  it('is a line a row, whatever is in its cells', () => {
    expect(
      printed([
        { name: 'x\r\n2026-11-26  quan-tri', by: 'a\tb' },
        { name: '\u001b]52;c;c2VjcmV0\u0007\u001b[2J\u202egnp', by: '\u2028z' },
        { name: 'Mù Cang Chải', by: '-' },
      ]),
    ).toEqual([
      'NAME                    BY',
      'x 2026-11-26  quan-tri  a b',
      ']52;c;c2VjcmV0[2Jgnp     z',
      'Mù Cang Chải            -',
    ]);
  });

  it.each([
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+1+cmd|x', "'+1+cmd|x"],
    ['@SUM(1)', "'@SUM(1)"],
    ['-1+1', "'-1+1"],
    ['-12.5', '-12.5'],
    ['+84912345678', '+84912345678'],
    ['-', '-'],
    ['a=b', 'a=b'],
  ])('as CSV holds no formula: %s', (name, cell) => {
    expect(printed([{ name, by: 'x' }], { csv: true })).toEqual([`name,by\n${cell},x`]);
  });
});

describe('a terminal', () => {
  it.each(['stdout', 'stderr'] as const)('is told nothing on %s that it would do', (stream) => {
    const write = vi.spyOn(process[stream], 'write').mockReturnValue(true);
    const { out, say } = openTerminal('en');
    (stream === 'stdout' ? out : say)('\u001b[31mđỏ\u001b[0m \u001b]0;title\u0007\u001b[5A\n\tx');
    const written = write.mock.calls.flat();
    write.mockRestore();
    expect(written).toEqual(['\u001b[31mđỏ\u001b[0m ]0;title[5A\n\tx\n']);
  });
});
