/** `canhmang collector` */
import { startCollector } from '../../collector/main.ts';
import { EXIT } from '../../config/error.ts';
import { openLogger } from '../logger.ts';
import { configOf, dataFolderOf, needsSingleAddress } from '../settings.ts';
import { leaveSupervisor, tellSupervisor, untilToldToStop } from '../supervised.ts';
import type { Terminal } from '../terminal.ts';
import { sayLeftOut } from '../terminal.ts';

export interface CollectorCommandOptions {
  readonly config?: string;
  readonly data?: string;
  readonly listen?: string;
  readonly logLevel: string;
  readonly singleAddress?: string;
}

export async function runCollector(terminal: Terminal, options: CollectorCommandOptions): Promise<number> {
  const { say, t } = terminal;
  const config = configOf(options);
  if (!process.send) sayLeftOut(terminal, config.leftOut);
  const collector = await startCollector({
    config,
    reload: () => configOf(options),
    listen: options.listen ?? config.installation.listen,
    dataDirectory: dataFolderOf(options, config),
    singleAddress: await needsSingleAddress(options, config),
    logger: openLogger('collector', options.logLevel),
  });
  const { url, setupUrl } = collector;
  tellSupervisor({ ready: true, url, ...(setupUrl === undefined ? {} : { setupUrl }) });
  if (!process.send) {
    say(t('start.collector_ready', { url }));
    if (setupUrl !== undefined) say(t('start.setup', { url: setupUrl }));
  }
  await Promise.race([untilToldToStop(), collector.failed]);
  await collector.stop();
  leaveSupervisor();
  return EXIT.ok;
}
