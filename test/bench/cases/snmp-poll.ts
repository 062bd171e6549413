/** Our SNMP probe against the library beside it and against Prometheus' exporter, SNMPv2c. */
import type { BenchCase } from '../bench-case.ts';
import { COLUMNS, PORTS, prepareRivals, RIVAL_RATIOS, TARGETS } from '../snmp-rivals.ts';

export const bench: BenchCase = {
  name: 'snmp-poll',
  describes: `${TARGETS} switches of ${PORTS} ports, up time and ${COLUMNS} columns of IF-MIB each, polled a few at a time; ours also with its profile, rates and points`,
  rounds: 5,
  ratios: RIVAL_RATIOS,
  limits: [
    { ratioOf: ['ours', 'exporter', 'cpu_us_per_value'], atMost: 1 / 5 },
    { ratioOf: ['ours', 'net-snmp', 'cpu_us_per_value'], atMost: 1 / 2 },
  ],
  prepare: () => prepareRivals('2c'),
};
