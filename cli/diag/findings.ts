/** The facts as lines that people read. Pure. */
import type { Translate } from '../../config/messages.ts';
import type { Checked, Echo, Facts, WhyNot } from './facts.ts';
import { CLOCK_MS, JITTER_MS, LOSS_PERCENT, SMALL_MTU_BYTES } from './verdict.ts';

export type Outcome = 'ok' | 'problem' | 'note' | 'unchecked';

export interface Finding {
  readonly check: keyof Facts;
  readonly outcome: Outcome;
  readonly text: string;
}

type Said = readonly [Outcome, string];

/** In the order in which a packet meets things. */
export function findingsOf(facts: Facts, t: Translate): Finding[] {
  const find = <K extends keyof Facts>(
    check: K,
    say: (value: Facts[K] extends Checked<infer T> ? T : never) => Said,
  ): Finding => {
    const fact = facts[check] as Checked<Parameters<typeof say>[0]>;
    const [outcome, text] =
      fact.state === 'checked' ? say(fact.value) : (['unchecked', whyText(fact.why, t)] as const);
    return { check, outcome, text };
  };
  return [
    find('interface', ({ name, enabled, carrier, addresses, mtu, errors }) => {
      if (!enabled) return ['problem', t('diag.found.interface_off', { name })];
      if (!carrier) return ['problem', t('diag.found.no_carrier', { name })];
      if (addresses.length === 0) return ['problem', t('diag.found.no_address', { name })];
      const params = { name, addresses: addresses.join(', '), mtu: String(mtu), errors: String(errors) };
      return errors > 0
        ? ['note', t('diag.found.interface_errors', params)]
        : ['ok', t('diag.found.interface', params)];
    }),
    find('gateway', (gateway) => {
      const [outcome, text] = echoText(gateway, t);
      const neighbour = t(`diag.neighbour.${gateway.neighbour}`);
      return [outcome, `${text}; ${neighbour}`];
    }),
    find('dns', (servers) => [
      servers.some(({ queryMs }) => queryMs !== undefined) ? 'ok' : 'problem',
      servers
        .map(
          ({ address, queryMs }) =>
            `${address} ${queryMs === undefined ? t('diag.found.no_answer') : ms(queryMs)}`,
        )
        .join(', '),
    ]),
    find('path', ({ target, hops, reached }) => [
      reached ? 'ok' : 'problem',
      `${hops.map(({ address }) => address ?? '*').join(' → ')}${reached ? '' : ` ⇥ ${target}`}`,
    ]),
    find('hub', (echo) => echoText(echo, t)),
    find('core', (echo) => echoText(echo, t)),
    find('mtu', ({ target, bytes, expectedBytes, told }) => {
      const params = { target, bytes: String(bytes), expected: String(expectedBytes) };
      if (bytes >= expectedBytes) return ['ok', t('diag.found.mtu', params)];
      if (!told) return ['problem', t('diag.found.mtu_hole', params)];
      return [bytes < SMALL_MTU_BYTES ? 'problem' : 'note', t('diag.found.mtu_less', params)];
    }),
    find('collector', (collector) => {
      const { url } = collector;
      if (!collector.reached)
        return ['problem', t('diag.found.collector_silent', { url, reason: collector.reason })];
      const { status, tookMs, tls } = collector;
      const params = { url, status: String(status), took: ms(tookMs), problem: tls?.problem ?? '' };
      if (tls?.problem !== undefined) return ['problem', t('diag.found.collector_tls_bad', params)];
      return ['ok', t(tls ? 'diag.found.collector_tls' : 'diag.found.collector', params)];
    }),
    find('clock', ({ offsetMs, source }) => [
      Math.abs(offsetMs) > CLOCK_MS ? 'problem' : 'ok',
      t('diag.found.clock', { seconds: (offsetMs / 1_000).toFixed(1), source }),
    ]),
  ];
}

export function ms(timeMs: number): string {
  return `${timeMs.toFixed(timeMs < 1 ? 2 : timeMs < 10 ? 1 : 0)} ms`;
}

function echoText({ address, sent, received, lossPercent, avgMs, jitterMs }: Echo, t: Translate): Said {
  const params = {
    address,
    sent: String(sent),
    received: String(received),
    loss: lossPercent.toFixed(1),
    avg: ms(avgMs ?? 0),
    jitter: ms(jitterMs ?? 0),
  };
  if (received === 0) return ['problem', t('diag.found.echo_silent', params)];
  const bad = lossPercent >= LOSS_PERCENT || (jitterMs ?? 0) > JITTER_MS;
  return [bad ? 'problem' : 'ok', t('diag.found.echo', params)];
}

function whyText(why: WhyNot, t: Translate): string {
  switch (why.code) {
    case 'no_tool':
      return t('diag.why.no_tool', { tool: why.tool });
    case 'silent':
      return t('diag.why.silent', { target: why.target });
    default:
      return t(`diag.why.${why.code}`);
  }
}
