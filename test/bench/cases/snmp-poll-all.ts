/** The same with all columns that our probe reads where nobody says which. */
import { rivalsCase, V2C_LIMITS } from '../snmp-rivals.ts';

export const bench = rivalsCase({ name: 'snmp-poll-all', version: '2c', columns: 'all', limits: V2C_LIMITS });
