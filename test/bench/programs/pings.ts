/** Pings the targets of a list (`argv[2]`) through the probe and prints its points. */
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { z } from 'zod';
import { pingProbe } from '../../../agent/probes/ping/probe.ts';
import { Scheduler, systemTimers } from '../../../agent/scheduler.ts';
import { MemorySaver, spareMemory } from '../../../agent/spare-memory.ts';
import { formatPoints } from '../../../model/line-protocol.ts';
import type { Point } from '../../../model/point.ts';
import { pingSettingsSchema } from '../../../model/probe-settings.ts';

// As the agent does.
spareMemory();
const listSchema = z.object({ targets: z.array(z.string()), intervalMs: z.number(), packets: z.number() });
const { targets, intervalMs, packets } = listSchema.parse(
  JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')),
);
/** As the agent's spool collects them. */
const COLLECT_MS = 200;
let collected: Point[] = [];
const write = () => {
  process.stdout.write(formatPoints(collected));
  collected = [];
};
const context = {
  scheduler: new Scheduler(),
  logger: pino({ level: 'silent' }),
  now: Date.now,
  emit: (points: Point[]) => {
    if (collected.length === 0) setTimeout(write, COLLECT_MS);
    collected.push(...points);
  },
};
for (const target of targets) {
  const settings = pingSettingsSchema.parse({ packets });
  const job = {
    id: target,
    periodMs: intervalMs * packets,
    target,
    role: 'reach',
    tags: { site: target },
  } as const;
  pingProbe.start({ ...job, kind: 'ping', settings }, context);
}
new MemorySaver(systemTimers).suit(targets.length);
