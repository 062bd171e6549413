/** What an agent of one site is told to measure: three switches, five ping targets, a STAMP session, its own machine. */
import type { ProbeJobDocument } from '../../model/probe-settings.ts';
import type { LoopbackSnmpd } from './loopback-snmpd.ts';

export const DEVICES = 3;
export const PING_TARGETS = 5;

const TAGS = { tags: { site: 'bench' } };

export function deviceJob(index: number, snmpd: LoopbackSnmpd, periodMs: number): ProbeJobDocument {
  return {
    ...{ id: `device-${index}`, kind: 'snmp', target: `${snmpd.host}:${snmpd.port}`, role: 'device' },
    ...{ periodMs, ...TAGS, settings: { community: snmpd.community } },
  };
}

export function pingJob(index: number, periodMs: number): ProbeJobDocument {
  return {
    ...{ id: `ping-${index}`, kind: 'ping', target: `127.0.0.${index + 1}`, role: 'gateway' },
    ...{ periodMs, ...TAGS, settings: {} },
  };
}

/** @param target of the reflector; nobody need listen there. */
export function stampJob(target: string, periodMs: number, packets: number): ProbeJobDocument {
  return {
    ...{ id: 'stamp', kind: 'stamp', target, role: 'core', periodMs, ...TAGS },
    settings: { packets, confirm_packets: 0 },
  };
}

export function hostJob(periodMs: number): ProbeJobDocument {
  return {
    id: 'host',
    kind: 'host',
    periodMs,
    target: 'bench',
    role: 'self',
    ...TAGS,
    settings: { dns: false },
  };
}

export function siteJobs(snmpd: LoopbackSnmpd): ProbeJobDocument[] {
  return [
    ...Array.from({ length: DEVICES }, (_, index) => deviceJob(index, snmpd, 60_000)),
    ...Array.from({ length: PING_TARGETS }, (_, index) => pingJob(index, 5_000)),
    stampJob('127.0.0.1:9', 5_000, 5),
    hostJob(30_000),
  ];
}
