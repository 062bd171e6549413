import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitTarget } from '../../../model/target.ts';

describe('splitTarget', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1', 161],
    ['10.0.0.1:1161', '10.0.0.1', 1161],
    ['router.example:7', 'router.example', 7],
    ['[2001:db8::1]:8620', '2001:db8::1', 8620],
    ['[2001:db8::1]', '2001:db8::1', 161],
    ['2001:db8::1', '2001:db8::1', 161],
    ['::1', '::1', 161],
  ])('%s is %s, port %i', (target, host, port) => expect(splitTarget(target, 161)).toEqual({ host, port }));

  it.each(['host:', 'host:port', 'host:123456', ':7', '[::1]:'])(
    'leaves "%s" as it is, for others to refuse',
    (target) => expect(splitTarget(target, 161)).toEqual({ host: target, port: 161 }),
  );

  it('gives back any address and port', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 1, max: 65_535 }), (host, port) => {
        expect(splitTarget(`[${host}]:${port}`, 0)).toEqual({ host, port });
        expect(splitTarget(host, 9)).toEqual({ host, port: 9 });
      }),
    );
  });
});
