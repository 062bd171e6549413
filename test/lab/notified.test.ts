/** What people are told of real faults: each once, by mail and by SMS, whether or not the collector is killed meanwhile. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLedger } from '../../cli/ledger-on-disk.ts';
import type { IncidentDetail, IncidentList, IncidentRow } from '../../collector/api/types/incidents.ts';
import type { SiteDetail } from '../../collector/api/types/sites.ts';
import { gammuFolders, startGammuSmsd } from '../setup/gammu-smsd.ts';
import { describeWith, needs } from '../setup/needs.ts';
import type { Program } from '../setup/program.ts';
import { SmtpServer } from '../setup/smtp-server.ts';
import { Installation } from './installation.ts';
import { Lab } from './lab.ts';

const PHONE = '+84912345678';
/** Under a hub: one loses its power, one has a lossy line, one has its line cut. */
const COMMUNES = 3;
/** Ten packets in two seconds: what is to be told is told sooner, and a lossy round is nearly always seen. */
const PROBES = `
states: { poor_rounds: 2, fine_rounds: 2, silence: 15s, agent_silence: 1h }
probes:
  - { name: reach, vantage: core, of: site, role: reach, kind: ping, every: 2s, settings: { packets: 10 } }
  - { name: gateway, vantage: inside, of: site, target: gateway, role: gateway, kind: ping, every: 1s }
  - { name: devices, vantage: core, of: device, role: device, kind: snmp, every: 1s, settings: { timeout: 500ms } }
`;

/** What has been told is looked for until it is there; milliseconds. */
const POLL = { timeout: 20_000, interval: 100 };

const SUBJECT = { down: 'mất kết nối', up: 'đã hoạt động lại' } as const;

describeWith(
  [Lab.possible(), needs('fping', 'nftables', 'iproute2', 'snmpd', 'python3-aiosmtpd', 'gammu-smsd')],
  'people told by Canh Mạng in the lab',
  () => {
    let lab: Lab;
    let smtp: SmtpServer;
    let smsd: Program;
    let province: Installation;
    let sent: string;

    beforeAll(async () => {
      lab = await Lab.create({ hubs: 4, communesPerHub: COMMUNES });
      const inside = ['hub1-c1', 'hub3-c1'];
      await Promise.all(inside.map((node) => lab.snmpd(node)));
      smtp = await SmtpServer.start(undefined, ['ip', 'netns', 'exec', lab.namespace('core')]);
      const folder = join(lab.folder, 'gammu');
      await mkdir(folder);
      const folders = await gammuFolders(folder);
      sent = folders.sent;
      smsd = await startGammuSmsd(folder);
      const { host, port } = smtp.endpoint;
      province = await Installation.start(lab, {
        inside,
        routers: inside,
        more: `${PROBES}
notify:
  smtp: { host: ${host}, port: ${port}, from: canhmang@yenbai.example }
  gammu: { outbox: ${folders.outbox}, sent: ${sent}, error: ${folders.error} }
  recipients: [{ name: Trực ban, email: truc-ban@yenbai.example, phone: "${PHONE}" }]
  storm: { limit: 100 }
`,
      });
      await Promise.all(lab.nodes.map((node) => province.untilState(node, 'up')));
    });

    afterAll(async () => {
      await smtp?.close();
      await smsd?.stop();
      await lab?.close();
    });

    /** What the modem has sent. */
    const sentTexts = async () => {
      const names = (await readdir(sent)).filter((name) => name.startsWith('OUT'));
      return Promise.all(
        names.map(async (name) => new TextDecoder('utf-16le').decode(await readFile(join(sent, name)))),
      );
    };
    const incidentOf = async (site: string): Promise<IncidentRow> => {
      const { items } = (await province.get(`/api/v1/incidents?site=${site}&kind=down`)) as IncidentList;
      expect(items, site).toHaveLength(1);
      return items[0] as IncidentRow;
    };
    const detailOf = async (site: string) => (await province.get(`/api/v1/sites/${site}`)) as SiteDetail;
    const told = (site: string, what: keyof typeof SUBJECT) => {
      const words = ` Điểm ${site} ${SUBJECT[what]}`;
      return smtp.waitFor(({ headers }) => headers.subject?.includes(words) ?? false, `mail${words}`, 40_000);
    };

    describe.each([
      { story: 'lives', hub: 'hub1', failing: 'hub2', killed: false },
      {
        story: 'is killed before the proof and again before the end',
        hub: 'hub3',
        failing: 'hub4',
        killed: true,
      },
    ])('while the collector $story', ({ hub, failing, killed }) => {
      const dark = `${hub}-c1`;
      const lossy = `${hub}-c2`;
      const cut = `${hub}-c3`;
      const failed = [dark, cut, failing];
      let fromMs: number;

      it('all that fails is told, and its end', async () => {
        fromMs = Date.now();
        await lab.lose(lossy, 20, 'up');
        await Promise.all([lab.power(dark, 'off'), lab.cut(cut), lab.power(failing, 'off')]);
        if (killed) {
          await province.killCollector();
          await province.restartCollector();
        }
        await Promise.all(failed.map((site) => told(site, 'down')));
        if (killed) await province.killCollector();
        await Promise.all([lab.power(dark, 'on'), lab.restore(cut), lab.power(failing, 'on')]);
        if (killed) await province.restartCollector();
        await Promise.all(failed.map((site) => told(site, 'up')));
      });

      it('a lost power supply is told from a lost line: agent and router went and came back', async () => {
        const { id } = await incidentOf(dark);
        const detail = () => province.get(`/api/v1/incidents/${id}`) as Promise<IncidentDetail>;
        await expect.poll(async () => (await detail()).cause, POLL).toBe('power');
        const { facts, kind } = await detail();
        expect(kind).toBe('down');
        for (const booted of ['agent-booted', 'router-booted']) {
          const fact = facts.find((one) => one.kind === booted);
          expect(Date.parse(fact?.to ?? ''), booted).toBeGreaterThan(fromMs);
          expect(fact?.evidence?.fields.uptime, booted).toBeDefined();
        }
      });

      it('a failed hub is one incident with all that is behind it', async () => {
        const { affected, kind } = await incidentOf(failing);
        expect([kind, affected]).toEqual(['down', COMMUNES]);
        for (let commune = 1; commune <= COMMUNES; commune++) {
          const { incidents, intervals } = await detailOf(`${failing}-c${commune}`);
          expect(incidents).toEqual([]);
          const states = intervals.map(({ state }) => state);
          expect(states).toContain('unreachable');
          expect(states).not.toContain('down');
        }
      });

      it('a line that loses one packet of five is degraded, and nobody is woken up', async () => {
        const states = async () => (await detailOf(lossy)).intervals.map(({ state }) => state);
        // Three poor rounds in a row: five rounds in eight are poor, and that leaves it to chance for a while.
        await expect.poll(states, { ...POLL, timeout: 80_000 }).toContain('degraded');
        await lab.restore(lossy);
        await expect.poll(async () => (await states()).at(-1), POLL).toBe('up');
        expect(await states()).not.toContain('down');
        expect((await detailOf(lossy)).incidents).toEqual([]);
      });

      it('nobody is told anything twice, nor anything else', async () => {
        const written = () =>
          withLedger(province.data, (ledger) =>
            ledger.selectFrom('outbox').selectAll().where('created_ms', '>=', fromMs).execute(),
          );
        const statuses = async () => [...new Set((await written()).map(({ status }) => status))];
        await expect.poll(statuses, POLL).toEqual(['delivered']);
        const numbers = await Promise.all(failed.map(async (site) => (await incidentOf(site)).id));
        const expected = numbers.flatMap((id) => [`${id} down`, `${id} up`]).sort();

        const messages = await written();
        expect(
          messages
            .filter(({ medium }) => medium === 'mail')
            .map(({ subject }) => meaningOf(subject))
            .sort(),
        ).toEqual(expected);
        expect(
          messages
            .filter(({ medium }) => medium === 'sms')
            .map(({ subject }) => meaningOf(subject))
            .sort(),
        ).toEqual(expected);

        // A mail that was taken over unheard before a kill is handed over again, as the same mail.
        const came = smtp.mails.filter(({ headers }) =>
          numbers.some((id) => headers.subject?.startsWith(`[Sự cố #${id}] `)),
        );
        const ids = new Map(
          came.map(({ headers }) => [headers['message-id'], meaningOf(headers.subject ?? '')]),
        );
        expect([...ids.values()].sort()).toEqual(expected);
        if (!killed) expect(came).toHaveLength(expected.length);
        const texts = (await sentTexts()).filter((text) => numbers.some((id) => text.startsWith(`#${id} `)));
        expect(texts.map((text) => meaningOf(text)).sort()).toEqual(expected);
      });
    });
  },
);

/** `1 down`: number and news of a subject line or an SMS. */
function meaningOf(subject: string): string {
  const [, number] = /^(?:\[Sự cố )?#(\d+)\b/.exec(subject) ?? [];
  return `${number} ${/ (đã hoạt động lại|hoat dong lai) /.test(subject) ? 'up' : 'down'}`;
}
