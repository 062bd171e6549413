import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { randomFrom } from '../setup/random.ts';
import type { Request, Varbind } from '../setup/snmp-responder.ts';
import {
  decodeRequest,
  encodeClearV3,
  encodeMessage,
  encodePdu,
  integer,
  messageIdOf,
  PDU,
  SnmpResponder,
} from '../setup/snmp-responder.ts';
import { clientOf, deviceThat, reply, upTime, upTimeOf } from '../setup/snmp-switch.ts';

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
    const random = randomFrom(seed);
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
    const random = randomFrom(seed);
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
