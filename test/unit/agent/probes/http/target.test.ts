import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redirectOf, urlOfTarget } from '../../../../../agent/probes/http/target.ts';

const PLAIN = { scheme: 'http', path: '/' } as const;

describe('urlOfTarget', () => {
  it.each([
    ['a host', '10.0.0.1', PLAIN, 'http://10.0.0.1/'],
    ['a host and a port', '10.0.0.1:8080', PLAIN, 'http://10.0.0.1:8080/'],
    ['the settings’ port', '10.0.0.1', { ...PLAIN, port: 81 }, 'http://10.0.0.1:81/'],
    ['the target’s port before it', '10.0.0.1:82', { ...PLAIN, port: 81 }, 'http://10.0.0.1:82/'],
    ['https and a path', 'web', { scheme: 'https', path: '/a?b=c' } as const, 'https://web/a?b=c'],
    ['an IPv6 address', '2001:db8::1', PLAIN, 'http://[2001:db8::1]/'],
    ['an IPv6 address with a port', '[::1]:8443', PLAIN, 'http://[::1]:8443/'],
    ['a URL', 'https://web:8443/x?y', { ...PLAIN, port: 81 }, 'https://web:8443/x?y'],
  ])('%s', (_, target, settings, url) => expect(urlOfTarget(target, settings)?.href).toBe(url));

  it.each(['ftp://web', 'user@web', 'web/../x', 'web?x', 'web\\x', 'a b', 'web:99999', 'http://'])(
    'is none of %s',
    (target) => expect(urlOfTarget(target, PLAIN)).toBeUndefined(),
  );

  it('never throws and makes nothing but HTTP', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.ipV6(), fc.domain()), (target) => {
        const protocol = urlOfTarget(target, PLAIN)?.protocol ?? 'http:';
        expect(['http:', 'https:']).toContain(protocol);
      }),
    );
  });
});

describe('redirectOf', () => {
  const from = new URL('https://web/a/b');

  it.each([
    ['a path', 302, '/login', 'https://web/login'],
    ['a relative path', 301, 'c', 'https://web/a/c'],
    ['another host', 307, 'http://other/', 'http://other/'],
  ])('leads to %s', (_, status, location, to) => expect(redirectOf(status, location, from)?.href).toBe(to));

  it.each([
    ['an answer that is none', 200, '/login'],
    ['one without a place', 302, undefined],
    ['one that leads out of HTTP', 302, 'file:///etc/passwd'],
    ['one of a long place', 302, `/${'x'.repeat(3_000)}`],
    ['one of a place that is no URL', 302, 'http://:x'],
  ])('follows no %s', (_, status, location) => expect(redirectOf(status, location, from)).toBeUndefined());

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (location) => void redirectOf(302, location, from)));
  });
});
