/** Known outages on real lines, and what reports say of them: within one probing interval of what was done. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeWith, needs } from '../setup/needs.ts';
import { Installation } from './installation.ts';
import { Lab } from './lab.ts';

const EVERY_MS = 2_000;
const SETTINGS = `states: { silence: 6s, agent_silence: 8s }
probes:
  - { name: reach, vantage: core, of: site, role: reach, kind: ping, every: 2s }
`;
/** Seconds that lines were cut for, one after the other. */
const CUTS: readonly (readonly [site: string, seconds: number])[] = [
  ['hub1-c1', 7],
  ['hub1-c2', 11],
  ['hub1-c1', 5],
];

const rowSchema = z.object({
  key: z.string(),
  time: z.object({
    downMs: z.number(),
    unreachableMs: z.number(),
    unknownMs: z.number(),
    outages: z.number(),
  }),
});
const reportSchema = z.object({
  header: z.object({ fromMs: z.number(), toMs: z.number() }),
  rows: z.array(rowSchema),
  total: rowSchema,
  outages: z.array(z.object({ site: z.string(), fromMs: z.number(), toMs: z.number() })),
  shortOutages: z.array(z.object({ site: z.string(), fromMs: z.number(), toMs: z.number() })),
});

describeWith([Lab.possible(), needs('fping', 'nftables', 'iproute2')], 'reports of the lab', () => {
  let lab: Lab;
  let province: Installation;

  beforeAll(async () => {
    lab = await Lab.create({ hubs: 1, communesPerHub: 2 });
    province = await Installation.start(lab, { more: SETTINGS });
    await Promise.all(lab.nodes.map((node) => province.untilState(node, 'up')));
  });

  afterAll(async () => {
    await lab?.close();
  });

  it('have each outage that was made, as long as it was made', async () => {
    const fromMs = Date.now();
    const done: { site: string; fromMs: number; toMs: number }[] = [];
    for (const [site, seconds] of CUTS) {
      const after = province.heard.length;
      const cutMs = Date.now();
      await lab.cut(site);
      // The length of the fault, made by what the lab itself measures: it is no waiting for the program.
      await lab.run('core', 'ping', ['-c', String(seconds), '-i', '1', lab.address('core')]);
      await province.untilState(site, 'down', { after });
      await lab.restore(site);
      done.push({ site, fromMs: cutMs, toMs: Date.now() });
      await province.untilState(site, 'up', { after });
    }
    const iso = (ms: number) => new Date(ms).toISOString();
    const query = new URLSearchParams({ by: 'site', period: `${iso(fromMs)}..${iso(Date.now())}` });
    const report = reportSchema.parse(await province.get(`/api/v1/reports/uptime?${query}`));
    const found = [...report.outages, ...report.shortOutages].sort((a, b) => a.fromMs - b.fromMs);
    expect(found.map(({ site }) => site)).toEqual(done.map(({ site }) => site));
    for (const [index, made] of done.entries()) {
      expect(Math.abs((found[index]?.fromMs ?? 0) - made.fromMs)).toBeLessThan(EVERY_MS);
      expect(Math.abs((found[index]?.toMs ?? 0) - made.toMs)).toBeLessThan(EVERY_MS);
    }
    for (const { key, time } of report.rows) {
      const own = done.filter(({ site }) => site === key);
      const madeMs = own.reduce((sum, made) => sum + made.toMs - made.fromMs, 0);
      expect(time.outages).toBe(own.length);
      expect(Math.abs(time.downMs + time.unreachableMs - madeMs)).toBeLessThan(
        EVERY_MS * Math.max(1, own.length),
      );
      expect(time.unknownMs).toBe(0);
    }
  });
});
