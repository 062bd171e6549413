/** What the handbook and the guides tell people to type is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../cli/program.ts';
import { readProgram } from '../../../tools/docs/commands.ts';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));
const PAGES = [
  'installation.md',
  'upgrades.md',
  ...readdirSync(`${DOCS}operations`).map((name) => `operations/${name}`),
];
const COMMANDS = new Map(readProgram(buildProgram).map((command) => [command.path, command]));

/** Command lines of a page: in blocks of code and within sentences. */
function commandLines(page: string): string[] {
  const text = readFileSync(`${DOCS}${page}`, 'utf8').replaceAll('\\\n', ' ');
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((match) => (match[1] ?? '').split('\n'));
  return [...spans, ...blocks].flatMap(
    (line) => /(?:^|-- |\.cjs )(?:canhmang )?((?:canhmang|diag|agent) .*)$/.exec(line.trim())?.[1] ?? [],
  );
}

/** The longest beginning of a line that is a command, and the options behind it. */
function read(line: string) {
  const words = line
    .replace(/ #.*$/, '')
    .replace(/^canhmang /, '')
    .split(/\s+/);
  let path = 'canhmang';
  for (const word of words) {
    if (!COMMANDS.has(`${path} ${word}`)) break;
    path += ` ${word}`;
  }
  const options = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/=.*/, ''));
  return { path, options };
}

/** Those of the command and of what it belongs to. */
function optionsOf(path: string): string[] {
  const words = path.split(' ');
  const own = words.flatMap((_, index) => COMMANDS.get(words.slice(0, index + 1).join(' '))?.options ?? []);
  return [...own.map(({ flags }) => flags.split(' ')[0] ?? ''), '--lang', '--help', '--version'];
}

describe('commands in the guides', () => {
  it.each(PAGES)('%s names commands and options that are there', (page) => {
    for (const line of commandLines(page)) {
      const { path, options } = read(line);
      if (
        options.every((option) => ['--help', '--version'].includes(option)) &&
        /^canhmang( \S)?$/.test(line)
      )
        continue;
      if (!/^canhmang (?:--help|…)/.test(line)) expect(path, line).not.toBe('canhmang');
      expect(optionsOf(path), line).toEqual(expect.arrayContaining(options));
    }
  });

  it('are found', () => {
    expect(PAGES.flatMap(commandLines).length).toBeGreaterThan(30);
    expect(read('canhmang report uptime --period 2026-10 --out x')).toEqual({
      path: 'canhmang report uptime',
      options: ['--period', '--out'],
    });
  });
});
