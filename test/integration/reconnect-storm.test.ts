/** Agents that return together with a backlog are all taken in, each point once. `npm run bench reconnect-storm` has a thousand. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { addAgents, runStorm } from '../setup/reconnect-storm.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

describeWith(needsBuild(), 'agents that return together', () => {
  it('are all taken in, each point once, and healthy ones go on meanwhile', async () => {
    const folder = await folderOfTest();
    const config = await writeInstallation(join(folder, 'config'));
    const data = join(folder, 'data');
    await mkdir(data, { recursive: true });
    const agents = await addAgents(config, data, 65);
    const collector = await startCollector({ config, data });
    onTestFinished(async () => void (await collector.program.stop()));
    const storm = await runStorm({ url: collector.url, agents, healthy: 5, batches: 3, pointsPerBatch: 200 });
    expect(storm.liveMs.length).toBeGreaterThanOrEqual(5);
    expect(storm.points).toBe(60 * 3 * 200 + storm.liveMs.length * 10);
    const figures = await (await fetch(`${collector.url}/metrics`)).text();
    const taken = Number(/^canhmang_ingest_points (\d+)$/m.exec(figures)?.[1]);
    // The collector measures its own disk: a point at the start, and one a minute.
    expect(taken - storm.points).toBeGreaterThanOrEqual(0);
    expect(taken - storm.points).toBeLessThanOrEqual(2);
    expect(figures).toMatch(/^canhmang_ingest_refused_lines 0$/m);
  });
});
