import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { INTERFACE } from '../../agent/probes/snmp/oids.ts';
import { snmpProbe } from '../../agent/probes/snmp/probe.ts';
import type { InterfaceColumn } from '../../model/interface-columns.ts';
import type { Point } from '../../model/point.ts';
import { snmpSettingsSchema } from '../../model/probe-settings.ts';
import type { Profile } from '../../model/profile.ts';
import { expectAsWritten } from '../setup/as-written.ts';
import { randomFrom } from '../setup/random.ts';
import { RoundsByHand } from '../setup/rounds-by-hand.ts';
import type { Request, Send, SnmpResponder, Varbind } from '../setup/snmp-responder.ts';
import { answerFrom, compareOids, text, tlv } from '../setup/snmp-responder.ts';
import type { Answer } from '../setup/snmp-switch.ts';
import { clientOf, deviceThat, reply, switchOf, upTimeOf } from '../setup/snmp-switch.ts';

interface Watched {
  readonly scheduler: RoundsByHand;
  /** One round, whole. @returns its points. */
  poll(): Promise<Point[]>;
}

/** The probe of one device, polled by hand; it ends with the test. */
function watch(
  device: SnmpResponder,
  settings: Record<string, unknown>,
  { periodMs = 60_000, profiles }: { periodMs?: number; profiles?: readonly Profile[] } = {},
): Watched {
  const scheduler = new RoundsByHand();
  let told: Point[] = [];
  const probe = snmpProbe.start(
    {
      ...{ kind: 'snmp', id: 'watched', target: device.endpoint.host, role: 'device', periodMs, tags: {} },
      settings: snmpSettingsSchema.parse({ port: device.endpoint.port, community: 'c', ...settings }),
    },
    {
      ...{ scheduler, logger: pino({ level: 'silent' }), now: Date.now },
      emit: (points) => {
        expectAsWritten(points);
        told.push(...points);
      },
      ...(profiles && { profiles: () => profiles }),
    },
  );
  onTestFinished(() => probe.stop());
  return {
    scheduler,
    async poll() {
      told = [];
      for (const round of scheduler.rounds) await round();
      return told;
    },
  };
}

describe('a poll ends before its period does', () => {
  /** Every answer comes, each in time; all of them together do not. */
  const slowly =
    (values: readonly Varbind[]): Answer =>
    (request, send) => {
      setTimeout(() => send(reply(request, answerFrom(values, request).slice(0, 1))), 20);
    };

  it.each([
    ['whose table is too long for it', slowly(switchOf(60)), 2n],
    ['that is silent', () => undefined, 2n],
    [
      'that answers in time',
      (request: Request, send: Send) => send(reply(request, answerFrom(switchOf(2), request))),
      0n,
    ],
  ] as const)('of a device %s', async (_, answer, resultCode) => {
    const device = await deviceThat(answer);
    // Without an end the silent one would be waited for 25 s, and the long table would be read.
    const { scheduler, poll } = watch(device, { timeout: '10s' }, { periodMs: 500 });
    expect((await poll())[0]?.fields.result_code).toBe(resultCode);
    expect(scheduler.figures.overruns).toBe(resultCode === 0n ? 0 : 1);
  });
});

describe('a line that loses a tenth both ways', () => {
  it.each([1, 2, 3])('seed %i: every poll succeeds, and what was sent again is counted', async (seed) => {
    const random = randomFrom(seed);
    const asked = new Set<number>();
    const table = switchOf(24);
    let lost = 0;
    const device = await deviceThat((request, send) => {
      asked.add(request.id);
      const answer = reply(request, answerFrom(table, request));
      if (random() < 0.1 || random() < 0.1) lost++;
      else send(answer);
    });
    const { poll } = watch(device, { timeout: '100ms', retries: 6 });
    let counted = 0;
    for (let count = 0; count < 10; count++) {
      const [own, ...interfaces] = await poll();
      expect([own?.fields.result_code, interfaces.length]).toEqual([0n, 24]);
      counted += Number(own?.fields.retransmissions);
    }
    expect(lost).toBeGreaterThan(0);
    expect(counted).toBe(device.received - asked.size);
  });
});

describe('the columns of interfaces that are read', () => {
  const SYS_OBJECT_ID = '1.3.6.1.2.1.1.2.0';
  /** 1.3.6.1.4.1.99999 */
  const vendor: Varbind = { oid: SYS_OBJECT_ID, value: tlv(6, Buffer.from('2b06010401868d1f', 'hex')) };
  const named: Varbind = { oid: `${INTERFACE.ifName}.1`, value: text('p1') };
  const table = [...switchOf(1), vendor, named].sort((one, other) => compareOids(one.oid, other.oid));
  const profile = (interface_columns: InterfaceColumn[]): Profile => ({
    ...{ name: 'vendor', match: { sys_object_id: ['1.3.6.1.4.1.99999'] }, interface_columns },
  });

  /** Between two polls of one millisecond there is no rate. */
  async function nextMillisecond(): Promise<void> {
    const nowMs = Date.now();
    while (Date.now() === nowMs) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Polls twice. @returns of each poll the columns that were asked for and the fields of its interfaces. */
  async function twice(settings: Record<string, unknown>, profiles?: readonly Profile[]) {
    let asked = new Set<string>();
    const device = await deviceThat((request, send) => {
      for (const oid of request.oids)
        for (const [name, column] of Object.entries(INTERFACE))
          if (oid === column || oid.startsWith(`${column}.`)) asked.add(name);
      send(reply(request, answerFrom(table, request)));
    });
    const { poll } = watch(device, settings, profiles && { profiles });
    const polls = [];
    for (let count = 0; count < 2; count++) {
      asked = new Set();
      await nextMillisecond();
      const points = await poll();
      const interfaces = points.filter(({ measurement }) => measurement === 'interface');
      polls.push({ asked: [...asked].sort(), fields: interfaces.map(({ fields }) => Object.keys(fields)) });
    }
    return polls;
  }

  it('are all of them where nobody says which', async () => {
    const all = Object.keys(INTERFACE).sort();
    const fields = ['ifInOctets', 'ifOutOctets'];
    const rates = ['in_bps', 'out_bps'];
    expect(await twice({})).toEqual([
      { asked: all, fields: [fields] },
      { asked: all, fields: [[...fields, ...rates]] },
    ]);
  });

  it('are those of the settings, whatever the profile says', async () => {
    const [first, second] = await twice({ interface_columns: ['ifName', 'ifInOctets'] }, [
      profile(['ifDescr']),
    ]);
    expect(first).toEqual({ asked: ['ifInOctets', 'ifName'], fields: [['ifInOctets']] });
    expect(second).toEqual({ asked: ['ifInOctets', 'ifName'], fields: [['ifInOctets', 'in_bps']] });
  });

  it('are those of the profile, from the first poll on: an interface has one name', async () => {
    const [first, second] = await twice({}, [profile(['ifDescr', 'ifOutOctets'])]);
    expect(first).toEqual({ asked: ['ifDescr', 'ifOutOctets'], fields: [['ifOutOctets']] });
    expect(second).toEqual({ asked: ['ifDescr', 'ifOutOctets'], fields: [['ifOutOctets', 'out_bps']] });
  });

  it('may be none', async () => {
    expect(await twice({ interface_columns: [] })).toEqual([
      { asked: [], fields: [] },
      { asked: [], fields: [] },
    ]);
  });
});

describe('a dead device', () => {
  it('leaves nothing behind, however often it is asked', async () => {
    const device = await deviceThat(() => undefined);
    const client = clientOf(device, { timeoutMs: 5 });
    const resources = () => process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length;
    await expect(upTimeOf(client)).rejects.toThrow(/timed out/);
    const before = resources();
    for (let count = 0; count < 100; count++) await expect(upTimeOf(client)).rejects.toThrow(/timed out/);
    expect(resources()).toBeLessThanOrEqual(before + 1);
  });

  it('fails what is asked of it when its client is closed, and what is asked afterwards', async () => {
    const device = await deviceThat(() => undefined);
    const client = clientOf(device, { timeoutMs: 60_000 });
    const asked = [upTimeOf(client), upTimeOf(client)].map((answer) =>
      expect(answer).rejects.toThrow(/closed/),
    );
    client.close();
    await Promise.all(asked);
    await expect(upTimeOf(client)).rejects.toThrow(/closed/);
    client.close();
  });
});
