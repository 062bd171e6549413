/** The help speaks Vietnamese, all of it. */
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { vietnameseError } from '../../../cli/help/errors.ts';
import { speakHelp } from '../../../cli/help/speak.ts';
import catalogue from '../../../cli/help/vi.json' with { type: 'json' };
import { buildProgram } from '../../../cli/program.ts';

const program = () => buildProgram(() => {});

/** What a command's own help says, without examples, and that of all below it. */
function sentencesOf(command: Command): string[] {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (text) => void parts.push(text) });
  command.outputHelp();
  const behind = parts
    .slice(1)
    .join('')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('  '));
  return [
    command.description(),
    ...command.options.map((option) => option.description),
    ...command.registeredArguments.map((argument) => argument.description),
    ...behind,
    ...command.commands.flatMap(sentencesOf),
  ].filter((sentence) => sentence !== '');
}

const FRAME = [
  'Usage:',
  'Arguments:',
  'Options:',
  'Global Options:',
  'Commands:',
  'display help for command',
];

describe('the help', () => {
  it('has every sentence in Vietnamese, and none that nothing says any more', () => {
    const said = new Set([...sentencesOf(program()), ...FRAME]);
    const translated = new Set(Object.keys(catalogue));
    expect([...said].filter((sentence) => !translated.has(sentence))).toEqual([]);
    expect([...translated].filter((sentence) => !said.has(sentence))).toEqual([]);
  });

  it('speaks it, with what commander adds by itself', () => {
    const spoken = program();
    speakHelp(spoken, 'vi');
    expect(spoken.helpInformation()).toMatch(/^Cách dùng: canhmang \[tùy chọn\] \[lệnh\]\n/);
    expect(spoken.helpInformation()).not.toMatch(/display help|Options|choices:|default:|env:/);
    const sites = spoken.commands.find((command) => command.name() === 'sites');
    expect(sites?.helpInformation()).toContain('chỉ trạng thái này (một trong: "up"');
    expect(sites?.helpInformation()).toContain('(mặc định: "http://127.0.0.1:8105", biến:');
    expect(sites?.helpInformation()).not.toMatch(/display help|Options|choices:|default:|env:/);
  });

  it('stays English where that is wanted', () => {
    const spoken = program();
    speakHelp(spoken, 'en');
    expect(spoken.helpInformation()).toBe(program().helpInformation());
  });
});

describe('what commander refuses', () => {
  it.each([
    ["error: unknown option '--x'\n(Did you mean --y?)", "lỗi: không có tùy chọn '--x'\n(Có phải là --y?)"],
    ["error: unknown command 'sits'", "lỗi: không có lệnh 'sits'"],
    ["error: missing required argument 'host'", "lỗi: thiếu tham số 'host'"],
    [
      "error: option '--by <what>' argument 'x' is invalid. Allowed choices are site, unit.",
      "lỗi: tùy chọn '--by <what>' không nhận giá trị 'x'. Các giá trị được nhận: site, unit.",
    ],
    [
      "error: too many arguments for 'ack'. Expected 1 argument but got 2.",
      'lỗi: thừa tham số: cần 1, nhận được 2.',
    ],
    ['error: something new', 'error: something new'],
  ])('%j', (theirs, ours) => {
    expect(vietnameseError(theirs)).toBe(ours);
  });
});
