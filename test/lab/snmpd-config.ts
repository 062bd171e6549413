/** Configuration of Debian's snmpd for one node. Pure. */

export interface SnmpdSettings {
  /** UDP port; 161 when left out. */
  readonly port?: number;
  /** v2c community that may read everything; `public` when left out. */
  readonly community?: string;
  readonly sysName: string;
  /** Address it listens on; all of the node's when left out. */
  readonly address?: string;
  /** More lines of snmpd.conf. */
  readonly more?: readonly string[];
}

/** Text of snmpd.conf(5). */
export function snmpdConfig(settings: SnmpdSettings): string {
  return [
    `agentaddress udp:${settings.address ?? '0.0.0.0'}:${settings.port ?? 161}`,
    `rocommunity ${settings.community ?? 'public'}`,
    `sysName ${settings.sysName}`,
    'sysLocation the lab',
    'sysContact nobody',
    // A line for every packet would fill the output.
    'dontLogTCPWrappersConnects yes',
    ...(settings.more ?? []),
    '',
  ].join('\n');
}

/** Environment: what it stores goes to the folder, and no MIB files are looked for, which it would complain about. */
export function snmpdEnvironment(folder: string): Record<string, string> {
  return { SNMP_PERSISTENT_DIR: folder, MIBS: '' };
}

/** Arguments: in the foreground, log to standard output, no configuration but ours. */
export function snmpdArguments(configFile: string): string[] {
  return ['-f', '-Lo', '-C', '-c', configFile, '-p', `${configFile}.pid`];
}
