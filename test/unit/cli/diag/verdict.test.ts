import { describe, expect, it } from 'vitest';
import type { Echo, Facts, GatewayFact, InterfaceFact } from '../../../../cli/diag/facts.ts';
import { checked, unchecked } from '../../../../cli/diag/facts.ts';
import { findingsOf } from '../../../../cli/diag/findings.ts';
import { verdictOf } from '../../../../cli/diag/verdict.ts';
import { translator } from '../../../../config/messages.ts';

const OWN: InterfaceFact = {
  name: 'eth0',
  enabled: true,
  carrier: true,
  addresses: ['10.105.1.2/24'],
  mtu: 1_500,
  errors: 0,
  packets: 1_000,
};

function echo(address: string, received = 100, jitterMs = 1): Echo {
  const lossPercent = 100 - received;
  return received === 0
    ? { address, sent: 100, received, lossPercent, avgMs: undefined, jitterMs: undefined }
    : { address, sent: 100, received, lossPercent, avgMs: 5, jitterMs };
}

const gateway = (received = 100): GatewayFact => ({ ...echo('10.105.1.1', received), neighbour: 'known' });
const own = (change: Partial<InterfaceFact>): Partial<Facts> => ({
  interface: checked({ ...OWN, ...change }),
});
const silent: Partial<Facts> = {
  hub: checked(echo('hub', 0)),
  core: checked(echo('core', 0)),
  path: checked({ target: 'core', hops: [], reached: false }),
  mtu: unchecked({ code: 'silent', target: 'core' }),
  collector: checked({ url: 'http://core', reached: false, reason: 'ETIMEDOUT' }),
  dns: checked([{ address: 'ns', queryMs: undefined }]),
};

const SOUND: Facts = {
  interface: checked(OWN),
  gateway: checked(gateway()),
  hub: checked(echo('hub')),
  core: checked(echo('core')),
  dns: checked([{ address: 'ns', queryMs: 2 }]),
  path: checked({ target: 'core', hops: [{ ttl: 1, address: 'core', rttMs: 1 }], reached: true }),
  mtu: checked({ target: 'core', bytes: 1_500, expectedBytes: 1_500, told: false }),
  collector: checked({
    url: 'https://core',
    reached: true,
    status: 200,
    tookMs: 9,
    tls: { problem: undefined },
  }),
  clock: checked({ offsetMs: 300, source: 'core' }),
};

const NOTHING: Facts = {
  interface: unchecked({ code: 'no_tool', tool: 'ip' }),
  gateway: unchecked({ code: 'no_tool', tool: 'ip' }),
  hub: unchecked({ code: 'no_hub' }),
  core: unchecked({ code: 'no_core' }),
  dns: unchecked({ code: 'no_dns' }),
  path: unchecked({ code: 'no_target' }),
  mtu: unchecked({ code: 'no_target' }),
  collector: unchecked({ code: 'no_collector' }),
  clock: unchecked({ code: 'no_time' }),
};

const mtu = (bytes: number, told: boolean): Partial<Facts> => ({
  mtu: checked({ target: 'core', bytes, expectedBytes: 1_500, told }),
});
const collector = (problem: string): Partial<Facts> => ({
  collector: checked({ url: 'https://core', reached: true, status: 200, tookMs: 9, tls: { problem } }),
});
const clock = (offsetMs: number): Partial<Facts> => ({ clock: checked({ offsetMs, source: 'core' }) });
const lost = (g: number, h: number, c: number): Partial<Facts> => ({
  gateway: checked(gateway(g)),
  hub: checked(echo('hub', h)),
  core: checked(echo('core', c)),
});

/** What is different from a sound network, the verdict, and who has to act. */
const CASES: readonly (readonly [string, Partial<Facts>, string, string])[] = [
  ['all is sound', {}, 'fine', 'none'],
  [
    'the interface is off',
    { ...silent, ...own({ enabled: false, carrier: false }) },
    'interface_off',
    'machine',
  ],
  ['the cable is out', { ...silent, ...own({ carrier: false }) }, 'cable', 'office'],
  ['nobody gave an address', { ...silent, ...own({ addresses: [] }) }, 'no_address', 'office'],
  ['no route', { ...silent, gateway: unchecked({ code: 'no_gateway' }) }, 'no_route', 'office'],
  ['the router is dead', { ...silent, gateway: checked(gateway(0)) }, 'gateway', 'router'],
  ['the line is dead', silent, 'line', 'carrier'],
  [
    'the line is dead, and the gateway does not answer echo requests',
    {
      ...silent,
      gateway: checked(gateway(0)),
      path: checked({
        target: 'core',
        hops: [{ ttl: 1, address: '10.9.9.9', rttMs: undefined }],
        reached: false,
      }),
    },
    'line',
    'carrier',
  ],
  ['the core is down, the hub is not', { ...silent, hub: checked(echo('hub')) }, 'core', 'core'],
  [
    'the gateway does not answer, but lets everything through',
    { gateway: checked(gateway(0)) },
    'fine',
    'none',
  ],
  [
    'the core does not answer echo requests, the collector there does',
    { core: checked(echo('core', 0)) },
    'fine',
    'none',
  ],
  ['loss begins at the gateway', lost(95, 94, 93), 'loss_office', 'office'],
  ['loss begins behind the gateway', lost(100, 94, 95), 'loss_line', 'carrier'],
  ['loss begins behind the hub', lost(100, 100, 95), 'loss_core', 'core'],
  ['the gateway is only slow to answer for itself', lost(60, 100, 100), 'fine', 'none'],
  ['one packet is nobody’s fault', lost(100, 100, 99), 'fine', 'none'],
  ['jitter', { core: checked(echo('core', 100, 45)) }, 'jitter', 'carrier'],
  ['large packets vanish', mtu(1_300, false), 'mtu_hole', 'carrier'],
  ['a narrow tunnel that says so', mtu(1_300, true), 'mtu_small', 'carrier'],
  ['PPPoE', mtu(1_492, true), 'fine', 'none'],
  ['DNS is dead', { dns: checked([{ address: 'ns', queryMs: undefined }]) }, 'dns', 'core'],
  [
    'one of two name servers answers',
    {
      dns: checked([
        { address: 'a', queryMs: undefined },
        { address: 'b', queryMs: 3 },
      ]),
    },
    'fine',
    'none',
  ],
  ['the clock is behind', clock(-60_000), 'clock', 'machine'],
  [
    'the clock is off, so the certificate looks expired',
    { ...clock(9e10), ...collector('CERT_HAS_EXPIRED') },
    'clock',
    'machine',
  ],
  ['the certificate is nobody’s', collector('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls', 'core'],
  [
    'the collector is dead',
    { collector: checked({ url: 'https://core', reached: false, reason: 'ECONNREFUSED' }) },
    'collector',
    'core',
  ],
];

describe('the verdict', () => {
  it.each(CASES)('%s', (_name, change, code, fault) => {
    expect(verdictOf({ ...SOUND, ...change })).toMatchObject({ code, fault });
  });

  it('does not call sound what nobody looked at', () => {
    expect(verdictOf(NOTHING)).toMatchObject({ code: 'nothing_known', fault: 'unclear' });
    const inside = { ...NOTHING, interface: checked(OWN), gateway: checked(gateway()) };
    expect(verdictOf(inside)).toMatchObject({ code: 'inside_fine', fault: 'unclear' });
  });

  it('needs no target to find a dead router', () => {
    expect(verdictOf({ ...NOTHING, interface: checked(OWN), gateway: checked(gateway(0)) }).code).toBe(
      'gateway',
    );
  });

  it.each(['vi', 'en'] as const)('is one sentence with its evidence in it (%s)', (language) => {
    const t = translator(language);
    for (const [, change] of CASES) {
      const { code, params } = verdictOf({ ...SOUND, ...change });
      const sentence = t(`diag.verdict.${code}`, params);
      expect(sentence).not.toContain('{{');
      for (const value of Object.values(params)) expect(sentence).toContain(value);
    }
  });

  it.each(['vi', 'en'] as const)(
    'has a line for each check, also of what was not checked (%s)',
    (language) => {
      const t = translator(language);
      for (const facts of [SOUND, NOTHING, ...CASES.map(([, change]) => ({ ...SOUND, ...change }))]) {
        const findings = findingsOf(facts, t);
        expect(findings.map(({ check }) => check).sort()).toEqual(Object.keys(SOUND).sort());
        for (const { text } of findings) expect(text).not.toMatch(/\{\{|^$|undefined/);
      }
      expect(findingsOf(NOTHING, t).every(({ outcome }) => outcome === 'unchecked')).toBe(true);
    },
  );
});
