/** A site's days over the API: calendar days of the province, without a gap, today the last. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { List } from '../../collector/api/types/parts.ts';
import type { SiteDay } from '../../collector/api/types/sites.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

describeWith(needsBuild(), 'the days of a site', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let headers: Record<string, string>;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    const token = await canhmang(['token', 'chi-huy', '--admin', '--config', config, '--data', data]);
    headers = { authorization: `Bearer ${token.stdout.trim()}` };
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  const ask = (path: string) => fetch(`${collector.url}/api/v1/sites/${path}`, { headers });

  it('touch each other, begin at midnight, and say nothing where nobody looked', async () => {
    const { items, total } = (await (await ask('tram-tau/days?days=5')).json()) as List<SiteDay>;
    expect(total).toBe(5);
    expect(items.slice(1).map(({ from }) => from)).toEqual(items.slice(0, -1).map(({ to }) => to));
    for (const { from } of items) expect(from.slice(10)).toBe('T17:00:00.000Z');
    expect(items.map(({ availabilityPercent }) => availabilityPercent)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(items[0]).toMatchObject({ outages: 0, seconds: { unknown: 86_400, up: 0 } });
  });

  it('are ninety unless another number is asked for, which has its limits', async () => {
    expect(((await (await ask('tram-tau/days')).json()) as List<SiteDay>).total).toBe(90);
    for (const days of ['0', '367', 'all'])
      expect((await ask(`tram-tau/days?days=${days}`)).status).toBe(400);
    expect((await ask('nowhere/days')).status).toBe(404);
  });
});
