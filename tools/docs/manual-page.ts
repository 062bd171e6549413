/** A page of the manual in man(7)'s language, from the commands. Pure. */
import type { CommandFacts, OptionFacts } from './commands.ts';

/** A backslash, a dash and a line that begins with a dot or a quotation mark mean something in roff. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', '\\(cq')
    .replaceAll('…', '...')
    .replace(/^([.'])/gm, '\\&$1');
}

function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`;
}

function optionLines(option: OptionFacts): string[] {
  const notes = [
    option.help,
    ...(option.choices.length === 0 ? [] : [`one of ${option.choices.join(', ')}`]),
    ...(option.default === undefined ? [] : [`default: ${option.default}`]),
    ...(option.env === undefined ? [] : [`variable: ${option.env}`]),
  ].filter((note) => note !== '');
  return ['.TP', bold(option.flags), roff(notes.join('; '))];
}

function commandLines({ path, usage, description, args, options, after, isGroup }: CommandFacts): string[] {
  if (isGroup) return [];
  return [
    `.SS ${roff(`${path} ${usage}`)}`,
    roff(description),
    ...args.flatMap(({ name, help }) => (help === '' ? [] : ['.TP', `\\fI${roff(name)}\\fR`, roff(help)])),
    ...options.flatMap(optionLines),
    ...(after === '' ? [] : ['.PP', '.nf', roff(after), '.fi']),
  ];
}

export interface ManualOptions {
  /** `canhmang-agent`: the name of the page. */
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  /** Seconds since 1970: the day in the foot. */
  readonly epoch: number;
  readonly files: readonly (readonly [path: string, what: string])[];
  readonly commands: readonly CommandFacts[];
}

export function manualPage({ name, summary, version, epoch, files, commands }: ManualOptions): string {
  const day = new Date(epoch * 1_000).toISOString().slice(0, 10);
  const lines = [
    `.TH ${name.toUpperCase()} 1 "${day}" "canhmang ${version}" "Canh Mang"`,
    '.SH NAME',
    `${roff(name)} \\- ${roff(summary)}`,
    '.SH SYNOPSIS',
    `${bold('canhmang')} \\fIcommand\\fR [\\fIoptions\\fR]`,
    '.SH COMMANDS',
    `${bold('--lang')} vi|en, or the variable CANHMANG_LANG, goes with all of them.`,
    ...commands.flatMap(commandLines),
    '.SH EXIT STATUS',
    '0 fine; 1 a problem was found; 2 usage or configuration; 3 the other side cannot be reached.',
    '.SH FILES',
    ...files.flatMap(([path, what]) => ['.TP', `\\fI${roff(path)}\\fR`, roff(what)]),
  ];
  return `${lines.join('\n')}\n`;
}
