/** The servers that the machine itself depends on: its name servers and the time. */
import type { Point } from '../../../model/point.ts';
import { splitTarget } from '../../../model/target.ts';
import { withDatagrams } from '../datagrams.ts';
import { measureDns } from '../dns-query.ts';
import type { Round } from '../rounds.ts';
import { failureOf } from '../rounds.ts';
import { decodeNtpAnswer, encodeNtpQuery, offsetOf } from './ntp.ts';
import { parseNameServers } from './resolv.ts';
import type { HostSystem } from './system.ts';

const DNS_PORT = 53;
const NTP_PORT = 123;
const RESULT_CODES = {
  success: 0n,
  timeout: 1n,
  connection_failed: 2n,
  dns_error: 2n,
  unsynchronised: 3n,
} as const;

/** Asks each name server of `/etc/resolv.conf` for the root, which all of them know. */
export async function measureNameServers(
  system: HostSystem,
  tags: Readonly<Record<string, string>>,
  round: Round,
): Promise<Point[]> {
  const addresses = parseNameServers((await system.text('/etc/resolv.conf')) ?? '');
  return Promise.all(
    addresses.map((host) =>
      measureDns({ server: { host, port: DNS_PORT }, domain: '.', recordType: 'NS', tags }, round),
    ),
  );
}

/** How far the clock is from a server's. @param now wall clock, epoch milliseconds. */
export async function measureClock(
  server: string,
  tags: Readonly<Record<string, string>>,
  now: () => number,
  round: Round,
): Promise<Point> {
  const point = (result: keyof typeof RESULT_CODES, fields: Point['fields']): Point => ({
    measurement: 'clock',
    tags: { ...tags, server, result },
    fields: { ...fields, result_code: RESULT_CODES[result] },
    timeMs: round.startMs,
  });
  try {
    return await withDatagrams(splitTarget(server, NTP_PORT), round.signal, async (datagrams) => {
      const query = encodeNtpQuery();
      const askedMs = now();
      const askedAtMs = performance.now();
      datagrams.send(query.packet);
      const answer = await datagrams.receive((packet) => decodeNtpAnswer(packet, query));
      if (answer === 'unsynchronised') return point(answer, {});
      const { offsetMs, delayMs } = offsetOf(answer, askedMs, performance.now() - askedAtMs);
      return point('success', { offset_ms: offsetMs, delay_ms: delayMs, stratum: BigInt(answer.stratum) });
    });
  } catch (error) {
    return point(failureOf(error, round.signal), {});
  }
}
