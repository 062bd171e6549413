import { describe, expect, it } from 'vitest';
import { checkTrust, readPin } from '../../../agent/collector-trust.ts';

const PIN = `${'A'.repeat(42)}8=`;
const HEX = Buffer.from(PIN, 'base64').toString('hex');

describe('readPin', () => {
  it.each([PIN, PIN.slice(0, -1), `sha256//${PIN}`, HEX, HEX.toUpperCase(), ` ${PIN}\n`])(
    'reads %s',
    (text) => expect(readPin(text)).toBe(PIN),
  );

  it.each(['', 'sha256//', PIN.slice(2), `${PIN}A`, HEX.slice(1), 'ä'.repeat(43)])('refuses "%s"', (text) =>
    expect(readPin(text)).toBeUndefined(),
  );
});

describe('checkTrust', () => {
  it.each([{ pin: PIN }, { ca: 'PEM' }])('refuses trust that plain HTTP cannot give', (trust) =>
    expect(() => checkTrust(new URL('http://collector'), trust)).toThrow('needs https'),
  );
});
