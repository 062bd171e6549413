/** Options, environment and configuration file into one answer each. */
import { createSocket } from 'node:dgram';
import { dirname, resolve } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { demoConfigPath, loadConfig } from '../config/load.ts';
import { packagePath } from '../config/package-path.ts';

export interface ConfigOptions {
  readonly config?: string;
}

/** @throws ConfigError */
export function configOf(options: ConfigOptions): LoadedConfig {
  return loadConfig(options.config ?? demoConfigPath(), new Date().toISOString().slice(0, 10));
}

/** `--data`, else the configuration's, else `data` beside the program. */
export function dataFolderOf(options: { readonly data?: string }, config: LoadedConfig): string {
  if (options.data !== undefined) return resolve(options.data);
  const { data } = config.installation;
  return data === undefined ? packagePath('data') : resolve(dirname(config.path), data);
}

/** Any address of the demonstration will do to find out. */
const PLANNED_ADDRESS = '127.20.0.1';

function canBind(address: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = createSocket('udp4');
    socket.once('error', () => settle(false));
    socket.bind(0, address, () => socket.close(() => settle(true)));
  });
}

/** Whether ports of 127.0.0.1 have to take the place of the demonstration's addresses (macOS has no others). */
export async function needsSingleAddress(
  options: { readonly singleAddress?: string },
  config: LoadedConfig,
): Promise<boolean> {
  const { simulator } = config.installation;
  if (!simulator) return false;
  const choice = options.singleAddress ?? simulator.single_address;
  return choice === 'auto' ? !(await canBind(PLANNED_ADDRESS)) : choice === 'yes';
}
