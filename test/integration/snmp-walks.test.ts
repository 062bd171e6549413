import { describe, expect, it } from 'vitest';
import { INTERFACE } from '../../agent/probes/snmp/oids.ts';
import type { OwnNetworks } from '../../agent/probes/snmp/path-mtu.ts';
import { walkColumns } from '../../agent/probes/snmp/walk.ts';
import { randomFrom } from '../setup/random.ts';
import { answerFrom, PDU, text } from '../setup/snmp-responder.ts';
import type { Answer } from '../setup/snmp-switch.ts';
import { clientOf, deviceThat, inOctetsOf, reply, switchOf, upTimeOf } from '../setup/snmp-switch.ts';

/** What a machine knows of its networks that reaches a device through routers only. */
const FAR_AWAY: OwnNetworks = { interfaces: {}, mtuOf: () => undefined };

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
    const random = randomFrom(7);
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
