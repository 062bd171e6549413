/**
 * A test that a person asked for from afar, as the command line of `canhmang diag`. What it is made of has been read by
 * its schema; no shell sees it, and what is secret goes by the environment. Pure.
 */
import type { RemoteRequest, RemoteTest } from '../../model/remote-test.ts';

export interface TestCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface AgentPlace {
  readonly dataFolder: string;
  readonly collectorUrl: string;
}

export function testCommand({ test, ...how }: RemoteRequest, place: AgentPlace): TestCommand {
  const { words, env = {} } = commandOf(test, place);
  const format = how.format === 'text' ? [] : [`--${how.format}`];
  return {
    args: ['diag', ...words, ...format, `--lang=${how.language}`],
    env: {
      ...env,
      ...(how.live ? { CANHMANG_TERMINAL: 'yes' } : {}),
      ...(how.colours ? {} : { NO_COLOR: '1' }),
    },
  };
}

interface Words {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function commandOf(test: RemoteTest, { dataFolder, collectorUrl }: AgentPlace): Words {
  switch (test.test) {
    case 'guided': {
      const { core, hub, dns, ntp, packets } = test;
      const given = options({ core, hub, dns, ntp, packets });
      return { words: [`--data=${dataFolder}`, `--collector=${collectorUrl}`, ...given] };
    }
    case 'snmp': {
      const { action, host, oids = [], credential, every, count } = test;
      const { words, env } = credentialOf(credential);
      const given = [...words, ...options({ every, count })];
      return { words: ['snmp', ...given, host, ...(action === 'poll' ? [] : [action]), ...oids], env };
    }
    case 'path': {
      const { host, protocol, port } = test;
      return { words: ['path', ...options({ protocol, port }), host] };
    }
    case 'mtu':
      return { words: ['mtu', test.host] };
    default:
      return { words: [test.test, ...options({ every: test.every, count: test.count }), test.host] };
  }
}

/** `--name=value` in one word: a value is never taken for an option. */
function options(given: Readonly<Record<string, string | number | undefined>>): string[] {
  return Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
}

type Credential = Extract<RemoteTest, { test: 'snmp' }>['credential'];

function credentialOf(credential: Credential): Required<Words> {
  const { version, port } = credential;
  const common = { 'snmp-version': version, port };
  if (version !== '3')
    return { words: options(common), env: { CANHMANG_SNMP_COMMUNITY: credential.community } };
  const { user, level, context } = credential;
  const auth = credential.level === 'noAuthNoPriv' ? {} : { auth: credential.auth };
  const priv = credential.level === 'authPriv' ? { priv: credential.priv } : {};
  return {
    words: options({ ...common, user, level, ...(context === '' ? {} : { context }), ...auth, ...priv }),
    env: {
      ...(credential.level === 'noAuthNoPriv' ? {} : { CANHMANG_SNMP_AUTH_KEY: credential.auth_key }),
      ...(credential.level === 'authPriv' ? { CANHMANG_SNMP_PRIV_KEY: credential.priv_key } : {}),
    },
  };
}
