import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../../agent/traps/message.ts';
import { coldStart, DEVICE_ENGINE } from './trap-messages.ts';

describe('the head of an SNMP message', () => {
  it('says who sends it, and where its digest is', () => {
    const datagram = coldStart({ boots: 7, time: 200, id: 70_000 });
    const message = readMessage(datagram);
    expect(message).toMatchObject({
      ...{ version: 3, id: 70_000, authenticated: true, encrypted: false, reportable: false },
      ...{ engineId: DEVICE_ENGINE, engineBoots: 7, engineTime: 200, user: 'signed' },
    });
    expect(message?.version === 3 && message.digest.buffer).toBe(datagram.buffer);
  });

  it.each([
    ['1', '300702010004007000', 1],
    ['2c', '300702010104007000', 2],
  ])('tells version %s', (_, wire, version) => {
    expect(readMessage(Buffer.from(wire, 'hex'))).toEqual({ version });
  });

  it.each(['', '00', '3003020102', '3003020103', '30030201ff', 'ff'])('reads nothing from %j', (wire) => {
    expect(readMessage(Buffer.from(wire, 'hex'))).toBeUndefined();
  });

  it('does not take privacy without authentication', () => {
    const datagram = coldStart();
    const flags = datagram.indexOf(Buffer.from('040101020103', 'hex')) + 2;
    datagram[flags] = 2;
    expect(readMessage(datagram)).toBeUndefined();
  });

  it('survives any octets, and any damage to a whole message', () => {
    const whole = coldStart();
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(whole.length - 1),
        fc.nat(255),
        (octets, at, octet) => {
          readMessage(Buffer.from(octets));
          const damaged = Buffer.from(whole);
          damaged[at] = octet;
          readMessage(damaged);
          readMessage(whole.subarray(0, at));
        },
      ),
    );
  });
});
