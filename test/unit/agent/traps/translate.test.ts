import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrapNames } from '../../../../agent/traps/names.ts';
import type { Notification } from '../../../../agent/traps/translate.ts';
import { translateTrap } from '../../../../agent/traps/translate.ts';
import { shippedProfiles } from '../../../../config/profiles.ts';

const names = new TrapNames(shippedProfiles());
const translated = (notification: Notification) => translateTrap(notification, names);

function version2(oid: string, ...varbinds: Notification['pdu']['varbinds']): Notification {
  const trapOid = { oid: '1.3.6.1.6.3.1.1.4.1.0', value: oid };
  return {
    pdu: { type: 167, varbinds: [{ oid: '1.3.6.1.2.1.1.3.0', value: 5 }, trapOid, ...varbinds] },
  };
}

function version1(generic: number, enterprise: string, specific: number): Notification {
  return { pdu: { type: 164, generic, enterprise, specific, varbinds: [] } };
}

describe('a trap', () => {
  it.each([
    ['1.3.6.1.6.3.1.1.5.1', 'coldStart'],
    ['1.3.6.1.6.3.1.1.5.3', 'linkDown'],
    ['1.3.6.1.2.1.33.2.1', 'upsTrapOnBattery'],
    ['1.3.6.1.4.1.9.9.1', '1.3.6.1.4.1.9.9.1'],
  ])('%s of version 2 is called %s', (oid, name) => {
    expect(translated(version2(oid))).toMatchObject({ oid, name });
  });

  // RFC 3584 section 3.1.
  it.each([
    [0, 'coldStart'],
    [2, 'linkDown'],
    [4, 'authenticationFailure'],
  ])('generic %i of version 1 is called %s', (generic, name) => {
    expect(translated(version1(generic, '1.3.6.1.4.1.9', 0)).name).toBe(name);
  });

  it('of an enterprise in version 1 gets its name with a zero', () => {
    expect(translated(version1(6, '1.3.6.1.4.1.9.9', 7)).oid).toBe('1.3.6.1.4.1.9.9.0.7');
  });

  it('of an APC UPS has the name that its MIB gives it', () => {
    expect(translated(version1(6, '1.3.6.1.4.1.318', 5))).toMatchObject({ name: 'upsOnBattery', poll: true });
  });

  it('of UPS-MIB has the same name in version 1', () => {
    expect(translated(version1(6, '1.3.6.1.2.1.33.2', 1)).name).toBe('upsTrapOnBattery');
  });

  it.each([
    ['1.3.6.1.6.3.1.1.5.3', true],
    ['1.3.6.1.2.1.33.2.1', true],
    ['1.3.6.1.6.3.1.1.5.5', false],
    ['1.3.6.1.4.1.9.9.1', false],
  ])('%s has the device looked at: %s', (oid, poll) => {
    expect(translated(version2(oid)).poll).toBe(poll);
  });

  it('names the values that a profile knows, with their rows', () => {
    const { values } = translated(
      version2(
        '1.3.6.1.2.1.33.2.1',
        { oid: '1.3.6.1.2.1.33.1.2.3.0', value: 12 },
        { oid: '1.3.6.1.2.1.25.3.3.1.2.7', value: 80 },
      ),
    );
    expect(values.slice(-2)).toEqual(['upsEstimatedMinutesRemaining.0=12', 'hrProcessorLoad.7=80']);
  });

  it('of a link names the interface', () => {
    const trap = translated(
      version2(
        '1.3.6.1.6.3.1.1.5.3',
        { oid: '1.3.6.1.2.1.2.2.1.1.7', value: 7 },
        { oid: '1.3.6.1.2.1.31.1.1.1.1.7', value: Buffer.from('Gi0/7') },
      ),
    );
    expect(trap).toMatchObject({ ifIndex: 7, interfaceName: 'Gi0/7' });
  });

  it('shows octets that are no text in hexadecimal', () => {
    const trap = translated(
      version2('1.3.6.1.6.3.1.1.5.1', { oid: '1.3.9', value: Buffer.from([0, 1, 255]) }),
    );
    expect(trap.values.at(-1)).toBe('1.3.9=0001ff');
  });

  it('keeps no more than 32 values of 200 letters', () => {
    const varbinds = Array.from({ length: 100 }, (_, index) => ({
      oid: `1.3.${index}`,
      value: 'x'.repeat(5_000),
    }));
    const { values } = translated(version2('1.3.6.1.6.3.1.1.5.1', ...varbinds));
    expect(values).toHaveLength(32);
    expect(Math.max(...values.map((value) => value.length))).toBeLessThan(250);
  });

  it('of any content is translated without stumbling', () => {
    const varbind = fc.record({
      oid: fc.string(),
      value: fc.oneof(fc.anything(), fc.uint8Array().map(Buffer.from)),
    });
    const plain = varbind.filter(({ value }) => {
      try {
        String(value);
        return true;
      } catch {
        return false; // an object without a way to text does not come out of a decoder
      }
    });
    fc.assert(
      fc.property(fc.array(plain), fc.option(fc.integer(), { nil: undefined }), (varbinds, generic) => {
        const pdu = generic === undefined ? { type: 167, varbinds } : { type: 164, generic, varbinds };
        expect(translated({ pdu }).name).toBeTypeOf('string');
      }),
    );
  });
});
