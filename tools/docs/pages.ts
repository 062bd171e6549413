/** Everything that is written from the code: path below the repository to text. */
import { z } from 'zod';
import { buildProgram } from '../../cli/program.ts';
import { buildSiteProgram } from '../../cli/site-program.ts';
import { installationSchema } from '../../config/schema/installation.ts';
import { MEASUREMENTS } from '../../model/measurements/index.ts';
import { VERSION } from '../../model/version.ts';
import { dashboardFiles } from '../dashboards/index.ts';
import { cliPage } from './cli-page.ts';
import { readProgram } from './commands.ts';
import { configPage } from './config-page.ts';
import { manualPage } from './manual-page.ts';
import { measurementsPage } from './measurements-page.ts';

/** The configuration file's JSON Schema, of what people write. */
function configSchema() {
  return z.toJSONSchema(installationSchema, { io: 'input', unrepresentable: 'any' });
}

/** The pages of docs/reference, and the dashboards. */
export function referencePages(): Readonly<Record<string, string>> {
  const schema = configSchema();
  return {
    'docs/reference/cli.md': cliPage(readProgram(buildProgram)),
    'docs/reference/configuration.md': configPage(schema),
    'docs/reference/measurements.md': measurementsPage(MEASUREMENTS),
    ...dashboardFiles(),
    'docs/reference/canhmang.schema.json': `${JSON.stringify(schema)}\n`,
  };
}

/** The pages of the manual that the packages bring. @param epoch seconds since 1970. */
export function manualPages(epoch: number): { readonly agent: string; readonly collector: string } {
  const common = { version: VERSION, epoch };
  return {
    agent: manualPage({
      ...common,
      name: 'canhmang-agent',
      summary: 'measures one site of a network, and finds out whose fault it is',
      files: [
        ['/etc/default/canhmang-agent', 'settings of the service'],
        ['/var/lib/canhmang-agent', 'its token, its configuration, what waits to be sent'],
      ],
      commands: readProgram(buildSiteProgram),
    }),
    collector: manualPage({
      ...common,
      name: 'canhmang',
      summary: 'watches a network of many small, distant sites',
      files: [
        ['/etc/canhmang/canhmang.yaml', 'the configuration; it names the inventory beside it'],
        ['/etc/default/canhmang', 'settings of the service'],
        ['/var/lib/canhmang', 'everything that is stored'],
        ['/usr/share/doc/canhmang', 'what the keys, reports and messages mean'],
      ],
      commands: readProgram(buildProgram),
    }),
  };
}
