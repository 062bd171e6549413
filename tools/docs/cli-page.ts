/** docs/reference/cli.md, from the commands. Pure. */
import type { CommandFacts, OptionFacts } from './commands.ts';

const HEAD = `# Commands

Made by \`npm run docs\` from the commands themselves; what belongs together and why is in [cli.md](../cli.md).
\`--lang vi|en\` (\`CANHMANG_LANG\`) goes with all of them. Exit codes: 0 fine, 1 a problem was found, 2 usage or
configuration, 3 the other side cannot be reached.
`;

/** Text in a cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** `<x>` would be taken for HTML outside code. */
function code(text: string): string {
  return `\`${cell(text)}\``;
}

function optionRow(option: OptionFacts): string {
  const notes = [
    option.help,
    ...(option.choices.length === 0 ? [] : [`one of ${option.choices.map(code).join(', ')}`]),
    ...(option.isRequired ? ['required'] : []),
  ].filter((note) => note !== '');
  const cells = [
    code(option.flags),
    option.env === undefined ? '' : code(option.env),
    option.default === undefined ? '' : code(option.default),
    cell(notes.join('; ')).replaceAll('<', '&lt;'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function section({ path, usage, description, args, options, after, isGroup }: CommandFacts): string {
  const depth = '#'.repeat(Math.min(4, path.split(' ').length));
  const parts = [`${depth} ${path}`];
  if (description !== '') parts.push(`${description[0]?.toUpperCase()}${description.slice(1)}.`);
  if (isGroup) return parts.join('\n\n');
  parts.push(`\`\`\`\n${path} ${usage}\n\`\`\``);
  const explained = args.filter(({ help }) => help !== '');
  if (explained.length > 0) {
    const rows = explained.map(({ name, help }) => `| ${code(name)} | ${cell(help)} |`);
    parts.push(['| argument | |', '| --- | --- |', ...rows].join('\n'));
  }
  if (options.length > 0) {
    const head = ['| option | variable | default | |', '| --- | --- | --- | --- |'];
    parts.push([...head, ...options.map(optionRow)].join('\n'));
  }
  if (after !== '') parts.push(`\`\`\`text\n${after}\n\`\`\``);
  return parts.join('\n\n');
}

export function cliPage(commands: readonly CommandFacts[]): string {
  return `${[HEAD, ...commands.map(section)]
    .join('\n')
    .replaceAll(/\n(#+ )/g, '\n\n$1')
    .replaceAll(/\n{3,}/g, '\n\n')}\n`;
}
