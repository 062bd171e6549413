/** Our SNMP probe against the library beside it and against Prometheus' exporter, SNMPv3 with privacy. */
import { rivalsCase } from '../snmp-rivals.ts';

export const bench = rivalsCase({
  ...{ name: 'snmp-poll-v3', version: '3', columns: 'six' },
  limits: [{ ratioOf: ['ours', 'exporter', 'cpu_us_per_value'], atMost: 1 / 2 }],
});
