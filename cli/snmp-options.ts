/** Who asks a device by SNMP: the options, and what they come to. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { SNMP_AUTH_PROTOCOLS, SNMP_LEVELS, SNMP_PRIV_PROTOCOLS } from '../model/snmp-protocols.ts';

export interface SnmpOptions {
  readonly community?: string;
  readonly snmpVersion: string;
  readonly user?: string;
  readonly level?: string;
  readonly auth?: string;
  readonly authKey?: string;
  readonly priv?: string;
  readonly privKey?: string;
  readonly context?: string;
}

export function withSnmpOptions(command: Command): Command {
  const choice = (flags: string, help: string, choices: readonly string[]) =>
    new Option(flags, help).choices(choices);
  return command
    .addOption(
      new Option('--community <community>', 'of versions 1 and 2c')
        .env('CANHMANG_SNMP_COMMUNITY')
        .default('public'),
    )
    .addOption(choice('--snmp-version <version>', 'of SNMP', ['1', '2c', '3']).default('2c'))
    .option('--user <name>', 'version 3: security name')
    .addOption(choice('--level <level>', 'version 3: security level', SNMP_LEVELS).default('authPriv'))
    .addOption(choice('--auth <protocol>', 'version 3: authentication', SNMP_AUTH_PROTOCOLS))
    .addOption(
      new Option('--auth-key <key>', 'version 3: 8 characters or more').env('CANHMANG_SNMP_AUTH_KEY'),
    )
    .addOption(choice('--priv <protocol>', 'version 3: encryption', SNMP_PRIV_PROTOCOLS))
    .addOption(
      new Option('--priv-key <key>', 'version 3: 8 characters or more').env('CANHMANG_SNMP_PRIV_KEY'),
    )
    .option('--context <name>', 'version 3: context');
}

/** What the level does not use is left out, so that keys of the environment are not refused. */
export function snmpCredentialOf(options: SnmpOptions): Record<string, unknown> {
  const { snmpVersion: version, community, user, level, context } = options;
  if (version !== '3') return { version, community };
  const auth = { auth: options.auth, auth_key: options.authKey };
  const priv = { priv: options.priv, priv_key: options.privKey };
  return {
    version,
    user,
    level,
    ...(context === undefined ? {} : { context }),
    ...(level === 'noAuthNoPriv' ? {} : auth),
    ...(level === 'authPriv' ? priv : {}),
  };
}
