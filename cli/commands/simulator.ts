/** `canhmang simulator` */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EXIT, UserError } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { parseFaultScript, startSimulator } from '../../simulator/index.ts';
import { openLogger } from '../logger.ts';
import { configOf, needsSingleAddress } from '../settings.ts';
import { leaveSupervisor, tellSupervisor, untilToldToStop } from '../supervised.ts';
import type { Terminal } from '../terminal.ts';

export interface SimulatorCommandOptions {
  readonly config?: string;
  readonly logLevel: string;
  readonly singleAddress?: string;
}

/** The ports that the configuration's own probes aim at. */
function portsOf(config: LoadedConfig): { snmpPort: number; stampPort: number } {
  const stamp = config.probes.find((rule) => rule.kind === 'stamp');
  const credential = Object.values(config.installation.snmp_credentials)[0];
  return {
    snmpPort: credential?.port ?? 1161,
    stampPort: stamp?.kind === 'stamp' ? stamp.settings.port : 8620,
  };
}

export async function runSimulator(_terminal: Terminal, options: SimulatorCommandOptions): Promise<number> {
  const config = configOf(options);
  const settings = config.installation.simulator;
  if (!settings) throw new UserError('no_simulator', { path: config.path });
  const scriptPath = resolve(dirname(config.path), settings.script);
  const simulator = await startSimulator({
    inventory: config.inventory,
    script: parseFaultScript(readFileSync(scriptPath, 'utf8'), settings.script),
    speed: settings.speed,
    ...portsOf(config),
    singleAddress: await needsSingleAddress(options, config),
    logger: openLogger('simulator', options.logLevel),
  });
  tellSupervisor({ ready: true });
  await untilToldToStop();
  await simulator.close();
  leaveSupervisor();
  return EXIT.ok;
}
