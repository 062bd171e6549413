/**
 * Has the help speak Vietnamese. Commands are written down in English, which the reference is made from; what people at
 * a terminal read is taken from the catalogue beside this file, sentence by sentence.
 */
import type { Command } from 'commander';
import type { Language } from '../../config/messages.ts';
import { vietnameseError } from './errors.ts';
import catalogue from './vi.json' with { type: 'json' };

const VIETNAMESE: ReadonlyMap<string, string> = new Map(Object.entries(catalogue));

const inVietnamese = (text: string): string => VIETNAMESE.get(text) ?? text;

/** What stands behind the help: each line is a sentence of its own, or an example, which stays. */
function linesInVietnamese(text: string): string {
  return text.split('\n').map(inVietnamese).join('\n');
}

/** The words that commander puts behind an option by itself. */
const REMARKS: readonly (readonly [RegExp, string])[] = [
  [/(\(|, )choices: /, '$1một trong: '],
  [/(\(|, )default: /, '$1mặc định: '],
  [/(\(|, )env: /, '$1biến: '],
];

function remarksInVietnamese(text: string): string {
  const at = text.lastIndexOf(' (');
  if (at < 0) return text;
  return (
    text.slice(0, at) +
    REMARKS.reduce((remarks, [words, ours]) => remarks.replace(words, ours), text.slice(at))
  );
}

/** To be called when the program is complete. */
export function speakHelp(command: Command, language: Language): void {
  if (language === 'en') return;
  command.description(inVietnamese(command.description()));
  for (const option of command.options) option.description = inVietnamese(option.description);
  for (const argument of command.registeredArguments) {
    argument.description = inVietnamese(argument.description);
  }
  const { optionDescription, argumentDescription, subcommandDescription, commandUsage } =
    command.createHelp();
  command.configureHelp({
    ...command.configureHelp(),
    styleTitle: inVietnamese,
    optionDescription: (option) => remarksInVietnamese(inVietnamese(optionDescription(option))),
    argumentDescription: (argument) => remarksInVietnamese(argumentDescription(argument)),
    subcommandDescription: (below) => inVietnamese(subcommandDescription(below)),
    commandUsage(of) {
      return commandUsage.call(this, of).replace('[options]', '[tùy chọn]').replace('[command]', '[lệnh]');
    },
  });
  command.configureOutput({
    ...command.configureOutput(),
    writeOut: (text) => void process.stdout.write(linesInVietnamese(text)),
    writeErr: (text) => void process.stderr.write(linesInVietnamese(text)),
    outputError: (text, write) => write(vietnameseError(text)),
  });
  for (const each of command.commands) speakHelp(each, language);
}
