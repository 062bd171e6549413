/**
 * `npm run package`: the agent's one file and the .debs, into dist/packages. The same sources give the same bytes.
 * `-- --only script`, `agent` or `collector`; `-- --arch amd64,arm64`, of the collector; `-- --out FOLDER`;
 * `-- --as VERSION`, of the script, instead of package.json's.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAgentFile, writeAgentFile } from './agent-file.mjs';
import { manualPages } from './manual.mjs';
import { CPUS } from './native-packages.mjs';
import { agentDeb, collectorDeb } from './packages.mjs';
import { DIST, ROOT } from './places.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    as: { type: 'string' },
    arch: { type: 'string', default: Object.keys(CPUS).join(',') },
    out: { type: 'string', default: join(DIST, 'packages') },
  },
});
const folder = resolve(values.out);
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** As https://reproducible-builds.org/specs/source-date-epoch/ has it; else the time of the commit. Seconds. */
function sourceDate() {
  const { SOURCE_DATE_EPOCH: given } = process.env;
  if (given !== undefined && /^\d+$/.test(given)) return Number(given);
  const git = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' });
  return git.status === 0 ? Number(git.stdout) : 0;
}

function say(path) {
  process.stdout.write(`${(statSync(path).size / 1e6).toFixed(2).padStart(7)} MB  ${path}\n`);
}

mkdirSync(folder, { recursive: true });
mkdirSync(DIST, { recursive: true });
const epoch = sourceDate();
const { only } = values;
const man = only === 'script' ? undefined : await manualPages(epoch);
if (only !== 'collector') {
  const file = await buildAgentFile(values.as);
  const path = join(folder, `canhmang-agent-${values.as ?? version}.cjs`);
  writeAgentFile(path, file.text);
  say(path);
  if (man) say(agentDeb({ version, epoch, folder, file, man: man.agent }));
}
if (man && only !== 'agent') {
  for (const architecture of values.arch.split(','))
    say(collectorDeb({ version, architecture, epoch, folder, man: man.collector }));
}
