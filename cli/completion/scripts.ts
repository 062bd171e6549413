/** Completion for bash, zsh and fish: whole scripts, so that a press of Tab starts no program. Pure. */
import type { CompletedCommand } from './commands.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands);
}

/** In single quotes, as all three shells read them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Words that lead to a command: only these are followed, all others are arguments and values. */
function paths(commands: readonly CompletedCommand[]): string[] {
  return commands.map(({ path }) => path).filter((path) => path !== '');
}

/** Options that need something behind them: what that is, is not a command. */
function valued({ options }: CompletedCommand): string[] {
  return options.filter(({ hasValue }) => hasValue).map(({ flag }) => flag);
}

function bashScript(commands: readonly CompletedCommand[]): string {
  const words = ({ below, values, options }: CompletedCommand) =>
    [...below.map(({ name }) => name), ...values, ...options.map(({ flag }) => flag)].join(' ');
  const choices = commands.flatMap(({ path, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map(({ flag, choices }) => `    ${quoted(`${path} ${flag}`)}) words=${quoted(choices.join(' '))} ;;`),
  );
  const files = commands.flatMap((command) => {
    const open = command.options.filter(({ hasValue, choices }) => hasValue && choices.length === 0);
    return open.map(({ flag }) => quoted(`${command.path} ${flag}`));
  });
  return `# bash completion for canhmang: canhmang completion bash > /etc/bash_completion.d/canhmang
_canhmang() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' next word words i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    next="\${path:+$path }$word"
    case $next in
    ${paths(commands).map(quoted).join('|')}) path=$next ;;
    esac
  done
  case "$path $prev" in
${choices.join('\n')}
    ${files.join('|')}) return ;;
  esac
  if [[ -z $words ]]; then
    case $path in
${commands.map((command) => `    ${quoted(command.path)}) words=${quoted(words(command))} ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _canhmang canhmang
`;
}

function zshScript(commands: readonly CompletedCommand[]): string {
  // _describe takes name:help, with colons of the name escaped.
  const entry = (name: string, help: string) => quoted(`${name.replaceAll(':', '\\:')}:${help}`);
  const choices = commands.flatMap(({ path, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map(
        ({ flag, choices }) =>
          `    ${quoted(`${path} ${flag}`)}) compadd -- ${choices.map(quoted).join(' ')}; return ;;`,
      ),
  );
  const files = commands.flatMap((command) =>
    command.options
      .filter(({ hasValue, choices }) => hasValue && choices.length === 0)
      .map(({ flag }) => quoted(`${command.path} ${flag}`)),
  );
  const cases = commands.map(
    ({ path, below, values, options }) => `    ${quoted(path)})
      commands=(${[...below.map(({ name, help }) => entry(name, help)), ...values.map(quoted)].join(' ')})
      options=(${options.map(({ flag, help }) => entry(flag, help)).join(' ')})
      ;;`,
  );
  return `#compdef canhmang
# zsh completion for canhmang: canhmang completion zsh > "\${fpath[1]}/_canhmang"
_canhmang() {
  local at='' next word
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${at:+$at }$word"
    case $next in
    ${paths(commands).map(quoted).join('|')}) at=$next ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${choices.join('\n')}
    ${files.join('|')}) _files; return ;;
  esac
  case $at in
${cases.join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe -o option options
  elif (( \${#commands} )); then
    _describe command commands
  else
    _files
  fi
}
if [[ $funcstack[1] == _canhmang ]]; then _canhmang "$@"; else compdef _canhmang canhmang; fi
`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => {
    const { path, below, values, options } = command;
    const at = `-n ${quoted(`__canhmang_at ${path === '' ? "''" : quoted(path)}`)}`;
    const commandLines = below.map(
      ({ name, help }) => `complete -c canhmang -f ${at} -a ${quoted(name)} -d ${quoted(help)}`,
    );
    const optionLines = options.map(({ flag, help, hasValue, choices }) => {
      const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : hasValue ? ' -r' : '';
      return `complete -c canhmang ${at} -l ${flag.slice(2)}${value} -d ${quoted(help)}`;
    });
    const valueLines = values.map((value) => `complete -c canhmang -f ${at} -a ${quoted(value)}`);
    return [...commandLines, ...valueLines, ...optionLines];
  });
  const withValues = [...new Set(commands.flatMap(valued))];
  return `# fish completion for canhmang: canhmang completion fish > ~/.config/fish/completions/canhmang.fish
function __canhmang_at
    set -l at
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        if contains -- $word ${withValues.join(' ')}
            set skip 1
            continue
        end
        set -l next (string trim -- "$at $word")
        if contains -- $next ${paths(commands).map(quoted).join(' ')}
            set at $next
        end
    end
    test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}
