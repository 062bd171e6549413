import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SnmpTarget } from '../../agent/probes/snmp/client.ts';
import { SnmpClient } from '../../agent/probes/snmp/client.ts';
import { INTERFACE, SYSTEM } from '../../agent/probes/snmp/oids.ts';
import type { OwnNetworks } from '../../agent/probes/snmp/path-mtu.ts';
import { pollDevice, snmpProbe } from '../../agent/probes/snmp/probe.ts';
import { walkColumns } from '../../agent/probes/snmp/walk.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import type { Point } from '../../model/point.ts';
import { snmpSettingsSchema } from '../../model/probe-settings.ts';
import type { Request, Send, Varbind } from '../setup/snmp-responder.ts';
import {
  answerFrom,
  compareOids,
  decodeRequest,
  encodeClearV3,
  encodeMessage,
  encodePdu,
  integer,
  messageIdOf,
  PDU,
  SnmpResponder,
  text,
} from '../setup/snmp-responder.ts';

const UP_TIME = SYSTEM.sysUpTime;
const upTime = (ticks: number): Varbind => ({ oid: UP_TIME, value: integer(ticks, 0x43) });

/** A switch: its ports have octets that say which port they are of. */
function switchOf(ports: number, seed = 0): Varbind[] {
  const rows = Array.from({ length: ports }, (_, port) => port + 1).flatMap((port): Varbind[] => [
    { oid: `${INTERFACE.ifDescr}.${port}`, value: text(`port ${port}`) },
    { oid: `${INTERFACE.ifInOctets}.${port}`, value: integer(seed + port, 0x41) },
    { oid: `${INTERFACE.ifOutOctets}.${port}`, value: integer(seed + 2 * port, 0x41) },
  ]);
  return [upTime(4_242), ...rows].sort((one, other) => compareOids(one.oid, other.oid));
}

/** Deterministic; its seed is in the test's name where it matters. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Answer = (request: Request, send: Send, count: number) => void;

async function deviceThat(answer: Answer): Promise<SnmpResponder> {
  const device = await SnmpResponder.start((datagram, send, _from, count) =>
    answer(decodeRequest(datagram), send, count),
  );
  onTestFinished(() => device.close());
  return device;
}

/** What a machine knows of its networks that reaches a device through routers only. */
const FAR_AWAY: OwnNetworks = { interfaces: {}, mtuOf: () => undefined };

function clientOf(device: SnmpResponder, more: Partial<SnmpTarget> = {}, networks?: OwnNetworks): SnmpClient {
  const target = { ...device.endpoint, version: '2c', community: 'c', timeoutMs: 150, retries: 0, ...more };
  const client = new SnmpClient(target as SnmpTarget, networks);
  onTestFinished(() => client.close());
  return client;
}

const reply = (request: Request, varbinds: readonly Varbind[], status = 0) =>
  encodeMessage(request, encodePdu(PDU.response, request.id, varbinds, status));
const inOctetsOf = async (client: SnmpClient) =>
  [...(await pollDevice(client, 20, () => 0)).sample.rows.values()].map(({ inOctets }) => Number(inOctets));
const upTimeOf = async (client: SnmpClient) => (await client.get([UP_TIME])).get(UP_TIME);

describe('a datagram that is no answer is passed over', () => {
  const good = (request: Request) => reply(request, [upTime(7)]);

  it.each<[string, (request: Request) => Buffer[]]>([
    [
      'cut short, at every octet',
      (request) => Array.from(good(request), (_, end) => good(request).subarray(0, end)),
    ],
    ['empty', () => [Buffer.alloc(0)]],
    ['60 thousand octets of zeros', () => [Buffer.alloc(60_000)]],
    ['60 thousand octets of a sequence that never ends', () => [Buffer.alloc(60_000, 0x30)]],
    ['a length of 2^56', () => [Buffer.from('3087ffffffffffffff', 'hex')]],
    ['the answer to another request', (request) => [reply({ ...request, id: request.id ^ 1 }, [upTime(9)])]],
    ['a trap', (request) => [encodeMessage(request, encodePdu(0xa7, request.id ^ 1, [upTime(9)]))]],
  ])('%s', async (_, before) => {
    const device = await deviceThat((request, send) => {
      for (const datagram of before(request)) send(datagram);
      send(good(request));
    });
    expect(await upTimeOf(clientOf(device, { timeoutMs: 5_000 }))).toBe(7);
  });

  it.each([1, 2, 3])('random octets, seed %i', async (seed) => {
    const random = randomOf(seed);
    const device = await deviceThat((request, send) => {
      for (let count = 0; count < 50; count++) {
        const noise = Buffer.from(Array.from({ length: random() * 300 }, () => random() * 256));
        if (noise.length > 0 && random() < 0.5) noise[0] = 0x30;
        send(noise);
      }
      send(good(request));
    });
    expect(await upTimeOf(clientOf(device, { timeoutMs: 5_000 }))).toBe(7);
  });

  it.each([1, 2, 3])('an answer with octets turned: it never ends the process, seed %i', async (seed) => {
    const random = randomOf(seed);
    const device = await deviceThat((request, send) => {
      for (let count = 0; count < 200; count++) {
        const turned = Buffer.from(good(request));
        turned[2 + Math.floor(random() * (turned.length - 2))] = random() * 256;
        send(turned);
      }
      send(good(request));
    });
    const client = clientOf(device, { timeoutMs: 5_000 });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => upTimeOf(client)));
    expect(outcomes).toHaveLength(20);
  });

  it('from another port of the device', async () => {
    const other = createSocket('udp4');
    other.bind(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const device = await SnmpResponder.start((datagram, send, from) => {
      const request = decodeRequest(datagram);
      other.send(reply(request, [upTime(666)]), from.port, from.address, () =>
        send(reply(request, [upTime(7)])),
      );
    });
    onTestFinished(() => device.close());
    expect(await upTimeOf(clientOf(device, { timeoutMs: 5_000 }))).toBe(7);
  });

  it('from another address', async () => {
    const other = createSocket('udp4');
    other.bind(0, '127.0.0.2');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const device = await SnmpResponder.start((datagram, _send, from) => {
      other.send(reply(decodeRequest(datagram), [upTime(666)]), from.port, from.address);
    });
    onTestFinished(() => device.close());
    await expect(upTimeOf(clientOf(device))).rejects.toThrow(/timed out/);
  });

  it('twice, or late: each request gets its own answer', async () => {
    let late: Buffer | undefined;
    const device = await deviceThat((request, send, count) => {
      if (late) send(late);
      const answer = reply(request, [upTime(count)]);
      send(answer);
      send(answer);
      late = answer;
    });
    const client = clientOf(device, { timeoutMs: 5_000 });
    const answers: unknown[] = [];
    for (let count = 0; count < 20; count++) answers.push(await upTimeOf(client));
    expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});

describe('an answer that is not one fails its request and nothing else', () => {
  const engineId = Buffer.from('80001f8804aaaaaaaa', 'hex');
  const v3 = (request: Request, flags: number) =>
    encodeClearV3({
      messageId: request.id,
      engineId,
      boots: 1,
      time: 1,
      flags,
      pdu: encodePdu(PDU.response, request.id, [upTime(666)]),
    });

  it.each<[string, (request: Request) => Buffer]>([
    ['a Report', (request) => encodeMessage(request, encodePdu(PDU.report, request.id, []))],
    ['SNMPv3', (request) => v3(request, 0)],
    ['SNMPv3 that says it is authentic', (request) => v3(request, 1)],
    ['another community', (request) => reply({ ...request, community: 'other' }, [upTime(666)])],
    ['another version', (request) => reply({ ...request, version: 0 }, [upTime(666)])],
    ['a GETBULK', (request) => encodeMessage(request, encodePdu(PDU.bulk, request.id, [upTime(666)]))],
    ['an error that there is not', (request) => reply(request, [upTime(666)], 99)],
    ['no values', (request) => reply(request, [])],
  ])('%s', async (_, bad) => {
    const device = await deviceThat((request, send, count) =>
      send(count === 1 ? bad(request) : reply(request, [upTime(7)])),
    );
    const client = clientOf(device, { timeoutMs: 700 });
    await expect(upTimeOf(client)).rejects.toThrow();
    expect(await upTimeOf(client)).toBe(7);
  });
});

describe('a walk', () => {
  it('gives up an agent whose OIDs stand still', async () => {
    const device = await deviceThat((request, send) =>
      send(reply(request, Array(9).fill({ oid: `${INTERFACE.ifDescr}.5`, value: text('again') }))),
    );
    await expect(walkColumns(clientOf(device), [INTERFACE.ifDescr], 20)).rejects.toThrow('do not increase');
    expect(device.received).toBeLessThan(3);
  });

  it('gives up a table without end', async () => {
    let row = 0;
    const device = await deviceThat((request, send) => {
      const rows = Array.from({ length: request.second }, () => ({
        oid: `${INTERFACE.ifDescr}.${++row}`,
        value: text('more'),
      }));
      send(reply(request, rows));
    });
    const client = clientOf(device, { timeoutMs: 2_000 });
    await expect(walkColumns(client, [INTERFACE.ifDescr], 100)).rejects.toThrow('more than 20000 rows');
  });

  const table = switchOf(24);
  const want = Array.from({ length: 24 }, (_, index) => index + 1);

  it.each<[string, Answer]>([
    [
      'puts one value into an answer',
      (request, send) => send(reply(request, answerFrom(table, request).slice(0, 1))),
    ],
    [
      'says tooBig of more than 8 values',
      (request, send) => {
        const values = answerFrom(table, request);
        send(values.length > 8 ? reply(request, [], 1) : reply(request, values));
      },
    ],
    [
      'is silent where the answer has more than 10 values',
      (request, send) => {
        const values = answerFrom(table, request);
        if (values.length <= 10) send(reply(request, values));
      },
    ],
    [
      'knows no GETBULK',
      (request, send) => {
        if (request.pdu !== PDU.bulk) send(reply(request, answerFrom(table, request)));
      },
    ],
    [
      'says genErr to every GETBULK',
      (request, send) =>
        send(request.pdu === PDU.bulk ? reply(request, [], 5) : reply(request, answerFrom(table, request))),
    ],
  ])('has the whole table of an agent that %s, and remembers how', async (_, answer) => {
    const device = await deviceThat(answer);
    const client = clientOf(device, { timeoutMs: 200 });
    expect(await inOctetsOf(client)).toEqual(want);
    const first = device.received;
    expect(await inOctetsOf(client)).toEqual(want);
    expect(device.received - first).toBeLessThanOrEqual(first);
  });

  it.each([1, 2, 3])('has the whole table where a tenth is lost both ways, seed %i', async (seed) => {
    const random = randomOf(seed);
    const device = await deviceThat((request, send) => {
      if (random() < 0.1) return;
      const answer = reply(request, answerFrom(table, request));
      if (random() >= 0.1) send(answer);
    });
    const client = clientOf(device, { timeoutMs: 60, retries: 6 });
    expect(await inOctetsOf(client)).toEqual(want);
  });

  it.each<[string, OwnNetworks | undefined, number, number]>([
    ['a frame too many, behind a router', FAR_AWAY, 1_000, 1_400],
    ['the 9000 octets of a jumbo frame, on a network whose frames are longer', undefined, 2_500, 9_000],
  ])(
    'asks for more at a time when answers are quick, and never for %s',
    async (_, networks, least, limit) => {
      let most = 0;
      const wide = switchOf(400);
      const device = await deviceThat((request, send) => {
        const answer = reply(request, answerFrom(wide, request));
        most = Math.max(most, answer.length);
        send(answer);
      });
      const client = clientOf(device, { timeoutMs: 5_000 }, networks);
      await walkColumns(client, [INTERFACE.ifDescr, INTERFACE.ifInOctets], 100);
      expect(most).toBeGreaterThan(least);
      expect(most).toBeLessThanOrEqual(limit);
    },
  );

  it('does not mix up devices that answer late, twice and in any order', async () => {
    const random = randomOf(7);
    const devices = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const own = switchOf(8, 1_000 * index);
        return deviceThat((request, send) => {
          const answer = reply(request, answerFrom(own, request));
          for (let times = 0; times < 2; times++) setTimeout(() => send(answer), random() * 10);
        });
      }),
    );
    const found = await Promise.all(
      devices.map((device) => inOctetsOf(clientOf(device, { timeoutMs: 5_000 }))),
    );
    expect(found).toEqual(
      devices.map((_, index) => Array.from({ length: 8 }, (_port, port) => 1_000 * index + port + 1)),
    );
  });

  it('sends one request at a time to a device, whoever asks', async () => {
    let open = 0;
    let most = 0;
    const device = await deviceThat((request, send) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        send(reply(request, answerFrom(table, request)));
      }, 5);
    });
    const client = clientOf(device, { timeoutMs: 5_000 });
    await Promise.all(Array.from({ length: 10 }, () => upTimeOf(client)));
    expect([most, device.received]).toEqual([1, 10]);
  });
});

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
    const scheduler = new Scheduler({ monotonicMs: () => performance.now(), after: () => () => undefined });
    const periodMs = 500;
    const startMs = performance.now();
    const points = await new Promise<Point[]>((resolve) => {
      const settings = snmpSettingsSchema.parse({
        port: device.endpoint.port,
        timeout: '10s',
        community: 'c',
      });
      const job = {
        kind: 'snmp',
        id: 'late',
        target: device.endpoint.host,
        role: 'device',
        periodMs,
      } as const;
      const context = { scheduler, logger: pino({ level: 'silent' }), now: Date.now, emit: resolve };
      const probe = snmpProbe.start({ ...job, settings, tags: {} }, context);
      onTestFinished(() => probe.stop());
      probe.pollNow?.();
    });
    expect(performance.now() - startMs).toBeLessThan(periodMs);
    expect(points[0]?.fields.result_code).toBe(resultCode);
    await new Promise(setImmediate);
    expect(scheduler.figures.overruns).toBe(resultCode === 0n ? 0 : 1);
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

describe('an SNMPv3 engine without the key', () => {
  const engineId = Buffer.from('80001f8804aaaaaaaa', 'hex');
  const USER = {
    version: '3',
    user: 'watch',
    level: 'authPriv',
    auth: 'sha256',
    auth_key: 'khoa-xac-thuc',
    priv: 'aes128',
    priv_key: 'khoa-ma-hoa',
  } as const;
  const unknownEngine: Varbind = { oid: '1.3.6.1.6.3.15.1.1.4.0', value: integer(1, 0x41) };

  it('that answers every request with a Report is not asked for ever', async () => {
    const device = await SnmpResponder.start((datagram, send) => {
      const pdu = encodePdu(PDU.report, 0, [unknownEngine]);
      send(encodeClearV3({ messageId: messageIdOf(datagram), engineId, boots: 0, time: 0, pdu }));
    });
    onTestFinished(() => device.close());
    await expect(upTimeOf(clientOf(device, { ...USER, timeoutMs: 2_000, retries: 1 }))).rejects.toThrow();
    expect(device.received).toBeLessThanOrEqual(6);
  });

  it('cannot answer in the clear what was asked with a key', async () => {
    const device = await SnmpResponder.start((datagram, send, _from, count) => {
      const pdu =
        count === 1 ? encodePdu(PDU.report, 0, [unknownEngine]) : encodePdu(PDU.response, 0, [upTime(666)]);
      send(encodeClearV3({ messageId: messageIdOf(datagram), engineId, boots: 1, time: 1, pdu }));
    });
    onTestFinished(() => device.close());
    const client = clientOf(device, { ...USER, timeoutMs: 300 });
    await expect(upTimeOf(client)).rejects.toThrow('not the answer to this request');
  });
});
