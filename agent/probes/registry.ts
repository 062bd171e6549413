/** The probe kinds. Each is loaded when the first job needs it: an idle agent carries no SNMP stack. */
import type { ProbeJob, ProbeKind } from '../../model/probe-settings.ts';
import type { Probe, ProbeContext, RunningProbe } from './probe.ts';

const PROBES: { readonly [K in ProbeKind]: () => Promise<Probe<K>> } = {
  dns: async () => (await import('./dns/probe.ts')).dnsProbe,
  h323: async () => (await import('./h323/probe.ts')).h323Probe,
  host: async () => (await import('./host/probe.ts')).hostProbe,
  http: async () => (await import('./http/probe.ts')).httpProbe,
  ping: async () => (await import('./ping/probe.ts')).pingProbe,
  sip: async () => (await import('./sip/probe.ts')).sipProbe,
  snmp: async () => (await import('./snmp/probe.ts')).snmpProbe,
  stamp: async () => (await import('./stamp/probe.ts')).stampProbe,
  throughput: async () => (await import('./throughput/probe.ts')).throughputProbe,
  tcp: async () => (await import('./tcp/probe.ts')).tcpProbe,
};

export const PROBE_KINDS = Object.keys(PROBES) as ProbeKind[];

export function isProbeKind(text: string): text is ProbeKind {
  return Object.hasOwn(PROBES, text);
}

/** Loads the job's kind and starts it. */
export async function startProbe(job: ProbeJob, context: ProbeContext): Promise<RunningProbe> {
  // One branch a kind, so that each job meets the probe of its own type.
  switch (job.kind) {
    case 'dns':
      return (await PROBES.dns()).start(job, context);
    case 'h323':
      return (await PROBES.h323()).start(job, context);
    case 'host':
      return (await PROBES.host()).start(job, context);
    case 'http':
      return (await PROBES.http()).start(job, context);
    case 'ping':
      return (await PROBES.ping()).start(job, context);
    case 'sip':
      return (await PROBES.sip()).start(job, context);
    case 'snmp':
      return (await PROBES.snmp()).start(job, context);
    case 'stamp':
      return (await PROBES.stamp()).start(job, context);
    case 'throughput':
      return (await PROBES.throughput()).start(job, context);
    case 'tcp':
      return (await PROBES.tcp()).start(job, context);
  }
}
