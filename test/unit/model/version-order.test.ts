import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, isVersion } from '../../../model/version-order.ts';

/** The example of https://semver.org, section 11, in its order. */
const ORDER = [
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.2.0',
  '1.10.0',
  '2.0.0',
];

const version = fc
  .tuple(
    fc.nat(20),
    fc.nat(20),
    fc.nat(20),
    fc.option(fc.constantFrom('alpha', 'alpha.1', '1', 'rc.2', 'rc.11')),
  )
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre === null ? '' : `-${pre}`}`);

describe('compareVersions', () => {
  it('has the order of the standard', () => {
    for (const [index, left] of ORDER.entries())
      for (const [other, right] of ORDER.entries())
        expect(Math.sign(compareVersions(left, right)), `${left} ${right}`).toBe(Math.sign(index - other));
  });

  it('is an order: the other way round it is the other sign, and it is passed on', () => {
    fc.assert(
      fc.property(version, version, version, (one, two, three) => {
        expect(Math.sign(compareVersions(one, two)) + Math.sign(compareVersions(two, one))).toBe(0);
        if (compareVersions(one, two) <= 0 && compareVersions(two, three) <= 0)
          expect(compareVersions(one, three)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it.each(['', '1', '1.2', 'v1.2.3', '1.2.3.4', '1.2.3-', '1.2.3 ', '../1.2.3', '1.2.3+build'])(
    '%j is none',
    (text) => {
      expect(isVersion(text)).toBe(false);
      expect(() => compareVersions(text, '1.0.0')).toThrow('no version');
    },
  );
});
