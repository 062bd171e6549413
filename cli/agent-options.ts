/** The options of `canhmang agent`, written down once for the two that read them: entry.ts and main.ts. */
import { parseArgs } from 'node:util';

export interface AgentCommandOptions {
  /** With `tokenFile`; an enrolled agent has both from its enrolment. */
  readonly id?: string;
  readonly collector?: string;
  readonly tokenFile?: string;
  readonly data?: string;
  readonly logLevel: string;
  /** `no`: this machine does no tests for people elsewhere, whatever the collector says. */
  readonly remoteTests?: string;
  /** Public key that new versions are signed with; an enrolled agent has the collector's. */
  readonly bundleKey?: string;
  readonly upgrades?: string;
  readonly lang?: string;
}

export interface AgentOption {
  /** As commander takes it: `--id <agent>`. */
  readonly flags: string;
  readonly help: string;
  readonly env?: string;
  readonly default?: string;
  readonly choices?: readonly string[];
}

export const LANG_OPTION: AgentOption = {
  flags: '--lang <language>',
  help: 'language of messages',
  env: 'CANHMANG_LANG',
  choices: ['vi', 'en'],
};

const DEFAULT_LOG_LEVEL = 'info';

/** By the name of their property. */
export const AGENT_OPTIONS: { readonly [K in Exclude<keyof AgentCommandOptions, 'lang'>]-?: AgentOption } = {
  id: { flags: '--id <agent>', help: 'its id in the collector’s configuration; an enrolled agent knows it' },
  collector: {
    flags: '--collector <url>',
    help: 'address of the collector; default: as enrolled, else http://127.0.0.1:8105',
    env: 'CANHMANG_COLLECTOR',
  },
  tokenFile: {
    flags: '--token-file <file>',
    help: 'file with the agent’s token; an enrolled agent has it',
  },
  data: { flags: '--data <folder>', help: 'folder for everything that is stored', env: 'CANHMANG_DATA' },
  logLevel: {
    flags: '--log-level <level>',
    help: 'how much is logged',
    default: DEFAULT_LOG_LEVEL,
    choices: ['debug', 'info', 'warn', 'error'],
  },
  remoteTests: {
    flags: '--remote-tests <allowed>',
    help: 'no: does no diagnostic tests for people elsewhere, whatever the collector says',
    env: 'CANHMANG_REMOTE_TESTS',
    choices: ['yes', 'no'],
  },
  bundleKey: {
    flags: '--bundle-key <key>',
    help: 'public key that new versions are signed with; default: as enrolled',
    env: 'CANHMANG_BUNDLE_KEY',
  },
  upgrades: {
    flags: '--upgrades <when>',
    help: 'takes new versions that the collector offers; default: the one file does, where systemd starts it',
    env: 'CANHMANG_UPGRADES',
    choices: ['yes', 'no'],
  },
};

const ALL: Readonly<Record<keyof AgentCommandOptions, AgentOption>> = { ...AGENT_OPTIONS, lang: LANG_OPTION };

/** `--token-file <file>`: `token-file`. */
function nameOf(option: AgentOption): string {
  return option.flags.slice(2, option.flags.indexOf(' '));
}

/**
 * Reads a command line that starts an agent.
 * @param args without the program.
 * @returns `undefined` for every other command line, also one that is to be explained to somebody: help, an option
 * that is unknown or not one of its choices.
 */
export function readAgentOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): AgentCommandOptions | undefined {
  const written = readWritten(args);
  if (!written) return undefined;
  const read: Partial<Record<keyof AgentCommandOptions, string>> = {};
  for (const key of Object.keys(ALL) as (keyof AgentCommandOptions)[]) {
    const option = ALL[key];
    const value = written[nameOf(option)] ?? (option.env && env[option.env]) ?? option.default;
    if (value === undefined) continue;
    if (option.choices && !option.choices.includes(value)) return undefined;
    read[key] = value;
  }
  return { logLevel: DEFAULT_LOG_LEVEL, ...read };
}

function readWritten(args: readonly string[]): Readonly<Record<string, string | undefined>> | undefined {
  const options = Object.fromEntries(
    Object.values(ALL).map((option) => [nameOf(option), { type: 'string' as const }]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return positionals.length === 1 && positionals[0] === 'agent' ? values : undefined;
  } catch {
    return undefined;
  }
}
