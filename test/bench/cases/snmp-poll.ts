/** Our SNMP probe against the library beside it and against Prometheus' exporter, SNMPv2c. */
import { rivalsCase, V2C_LIMITS } from '../snmp-rivals.ts';

export const bench = rivalsCase({ name: 'snmp-poll', version: '2c', columns: 'six', limits: V2C_LIMITS });
