/** A thousand agents return at the same moment, each with a day's backlog (scaled), while twenty go on as ever. */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCollector } from '../../setup/canhmang.ts';
import { writeInstallation } from '../../setup/installation.ts';
import { addAgents, runStorm } from '../../setup/reconnect-storm.ts';
import type { BenchCase } from '../bench-case.ts';
import { measureProcess } from '../measure.ts';

const RETURNING = 1_000;
const HEALTHY = 20;
/** A day of one point every 36 s: 2,400 points; all the thousand agents' is 2.4 million points. */
const BATCHES = 4;
const POINTS_PER_BATCH = 600;

export const bench: BenchCase = {
  name: 'reconnect-storm',
  describes: `${RETURNING} agents with ${BATCHES} batches of ${POINTS_PER_BATCH} points each at once, ${HEALTHY} healthy ones beside`,
  rounds: 2,
  ratios: [],
  limits: [
    { subject: 'canhmang', figure: 'live_max_ms', atMost: 2_000 },
    { subject: 'canhmang', figure: 'peak_rss_mb', atMost: 350 },
  ],
  async prepare() {
    return {
      subjects: [
        {
          name: 'canhmang',
          async run() {
            const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
            try {
              const config = await writeInstallation(join(folder, 'config'));
              const data = join(folder, 'data');
              await mkdir(data, { recursive: true });
              const agents = await addAgents(config, data, RETURNING + HEALTHY);
              const collector = await startCollector({ config, data });
              try {
                const given = {
                  agents,
                  healthy: HEALTHY,
                  batches: BATCHES,
                  pointsPerBatch: POINTS_PER_BATCH,
                };
                const storm = await runStorm({ url: collector.url, ...given });
                const { cpuSeconds, peakRssMb } = measureProcess(collector.program);
                const sorted = [...storm.liveMs].sort((one, other) => one - other);
                return {
                  figures: {
                    points_per_s: storm.points / (storm.wallMs / 1_000),
                    wall_s: storm.wallMs / 1_000,
                    cpu_s: cpuSeconds,
                    live_median_ms: sorted[Math.floor(sorted.length / 2)] ?? 0,
                    live_max_ms: sorted.at(-1) ?? 0,
                    asked_back: storm.askedBack,
                    peak_rss_mb: peakRssMb,
                  },
                };
              } finally {
                await collector.program.stop();
              }
            } finally {
              rmSync(folder, { recursive: true, force: true });
            }
          },
        },
      ],
    };
  },
};
