/** The whole way from a real fault on a line to the ledger, in a province of namespaces. What people are told: notified.test.ts. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, needs } from '../setup/needs.ts';
import type { IncidentEvent } from './installation.ts';
import { Installation } from './installation.ts';
import { Lab } from './lab.ts';

/** Shorter than the default, so that the tests of silence do not take a minute. */
const SETTINGS = 'states: { silence: 6s, agent_silence: 8s }';
/** Rounds of a gateway are 10 s apart, and a minute of them would hide a gap; a site's, 5 s: this shows the same sooner. */
const PROBES = `
probes:
  - { name: reach, vantage: core, of: site, role: reach, kind: ping, every: 2s }
  - { name: gateway, vantage: inside, of: site, target: gateway, role: gateway, kind: ping, every: 1s }
`;

interface IncidentList {
  items: { site: string; openedAt: string; resolvedAt: string | null; proof: string | null }[];
}
interface SeriesList {
  series: { tags: Record<string, string>; buckets: [number, number, number, number][] }[];
}

describeWith([Lab.possible(), needs('fping', 'nftables', 'iproute2')], 'Canh Mạng in the lab', () => {
  let lab: Lab;
  let province: Installation;

  beforeAll(async () => {
    lab = await Lab.create({ hubs: 2, communesPerHub: 2 });
    province = await Installation.start(lab, { inside: ['hub1-c1'], more: SETTINGS + PROBES });
    await Promise.all(lab.nodes.map((node) => province.untilState(node, 'up')));
  });

  afterAll(async () => {
    await lab?.close();
  });

  it('a cut line is an incident that begins when it was cut and ends when it was mended', async () => {
    const after = province.heard.length;
    const cutMs = Date.now();
    await lab.cut('hub1-c2');
    const down = await province.untilState('hub1-c2', 'down', { after });
    expect(down.atMs).toBeGreaterThanOrEqual(cutMs);
    expect(down.atMs - cutMs).toBeLessThan(2_000);

    const mendedMs = Date.now();
    await lab.restore('hub1-c2');
    const up = await province.untilState('hub1-c2', 'up', { after });
    expect(up.atMs).toBeGreaterThan(mendedMs - 1_100); // the packet that came back may have left before

    const { items } = (await province.get('/api/v1/incidents?site=hub1-c2')) as IncidentList;
    expect(items).toHaveLength(1);
    expect(Date.parse(items[0]?.openedAt ?? '')).toBe(down.atMs);
    expect(Date.parse(items[0]?.resolvedAt ?? '')).toBe(up.atMs);
    expect(items[0]?.proof).toContain('packets_received=0i');
  });

  it('the other sites stay up meanwhile', async () => {
    const others = province.heard.filter((event) => event.to !== 'up' && event.subject !== 'site:hub1-c2');
    expect(others).toEqual([]);
  });

  it('a commune’s line that is cut is the commune’s own, though its hub was not heard of since', async () => {
    const after = province.heard.length;
    const cutMs = Date.now();
    await lab.cut('hub2-c1');
    const down = await province.untilState('hub2-c1', 'down', { after });
    expect(down.atMs - cutMs).toBeLessThan(2_000);
    await lab.restore('hub2-c1');
    await province.untilState('hub2-c1', 'up', { after });
    expect(province.heard.slice(after).filter(({ to }) => to === 'unreachable')).toEqual([]);
  });

  it('nobody looking is unknown, not down', async () => {
    const after = province.heard.length;
    await province.agent('core').stop();
    await Promise.all(lab.nodes.map((node) => province.untilState(node, 'unknown', { after })));
    expect(province.heard.slice(after).some((event) => event.to === 'down')).toBe(false);
    province.agent('core').start();
    await Promise.all(lab.nodes.map((node) => province.untilState(node, 'up', { after })));
  });

  it('what was measured behind a cut line arrives after it, without a gap', async () => {
    const after = province.heard.length;
    const fromMs = Date.now();
    await lab.cut('hub1-c1');
    await province.untilState('hub1-c1', 'down', { after });
    await lab.restore('hub1-c1');
    const up = await province.untilState('hub1-c1', 'up', { after });
    const buckets = await untilSeriesReaches(province, 'hub1-c1', fromMs, up.atMs);
    // One round a second: a bucket of a second without one would be a measurement that was lost.
    const times = buckets.map(([timeMs]) => timeMs);
    const gaps = times.slice(1).map((timeMs, index) => timeMs - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2_000);
  });

  it('and says what the outage came from: the agent lived and its router answered', async () => {
    const incident = await province.untilIncident(({ site, cause }) => site === 'hub1-c1' && cause !== null);
    expect(incident).toMatchObject({ site: 'hub1-c1', cause: 'line', kind: 'down' });
  });

  it('an agent that is silent while its site is reached is a warning', async () => {
    await province.agent('hub1-c1').stop();
    const isSilence = ({ site, kind }: IncidentEvent) => site === 'hub1-c1' && kind === 'agent-silent';
    const silent = await province.untilIncident((event) => isSilence(event) && event.resolvedAt === null);
    expect(silent.severity).toBe('warning');
    province.agent('hub1-c1').start();
    await province.untilIncident((event) => isSilence(event) && event.resolvedAt !== null);
  });

  it('a collector that is killed goes on where it was', async () => {
    await province.killCollector();
    const after = province.heard.length;
    await lab.cut('hub1-c2');
    await province.restartCollector();
    const down = await province.untilState('hub1-c2', 'down', { after });
    // It may have been unknown and up before that: what was measured before the cut arrives too.
    const mended = province.heard.length;
    await lab.restore('hub1-c2');
    const up = await province.untilState('hub1-c2', 'up', { after: mended });
    // So soon after the first one it is the same incident again.
    const { items } = (await province.get('/api/v1/incidents?site=hub1-c2')) as IncidentList;
    expect(items).toHaveLength(1);
    expect(items[0]?.resolvedAt).toBe(new Date(up.atMs).toISOString());
    expect(down.atMs).toBeGreaterThan(Date.parse(items[0]?.openedAt ?? ''));
  });

  it('an outage that nobody could hear of is in the ledger when its measurements arrive', async () => {
    const fromMs = Date.now();
    await province.killCollector();
    const heard = province.heard.length;
    await lab.cut('hub2-c2');
    // Longer than a burst takes to prove it: what the agent measures, it measures by its own clock.
    await lab.run('core', 'ping', ['-c', '5', '-i', '1', lab.address('core')]);
    await lab.restore('hub2-c2');
    await lab.run('core', 'ping', ['-c', '6', '-i', '1', lab.address('core')]);
    await province.restartCollector();
    await province.untilState('hub2-c2', 'up', { after: heard });
    const seconds = await untilKnown(province, 'hub2-c2', fromMs);
    expect(seconds.down).toBeGreaterThan(2);
    expect(seconds.down).toBeLessThan(8);
    const { items } = (await province.get('/api/v1/incidents?site=hub2-c2')) as IncidentList;
    expect(items.map(({ resolvedAt }) => resolvedAt)).not.toContain(null);
  });
});

/** Seconds in each state, as soon as none of them is unknown any more. */
async function untilKnown(province: Installation, site: string, fromMs: number) {
  for (;;) {
    const query = `from=${fromMs}&to=${Date.now()}`;
    const answer = await province.get(`/api/v1/sites/${site}/availability?${query}`);
    const { seconds } = answer as { seconds: Record<string, number> };
    if (seconds.unknown === 0) return seconds;
  }
}

/** Rounds to the site's gateway in seconds, as soon as they reach up to a moment. */
async function untilSeriesReaches(province: Installation, site: string, fromMs: number, untilMs: number) {
  const seconds = Math.ceil((untilMs - fromMs) / 1_000);
  const query = `measurement=ping&field=packets_transmitted&from=${fromMs}&to=${fromMs + seconds * 1_000}&buckets=${seconds}`;
  for (;;) {
    const { series } = (await province.get(`/api/v1/sites/${site}/series?${query}`)) as SeriesList;
    const own = series.find(({ tags }) => tags.role === 'gateway');
    const last = own?.buckets.at(-1)?.[0] ?? 0;
    if (own && last >= fromMs + (seconds - 2) * 1_000) return own.buckets;
  }
}
