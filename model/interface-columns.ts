/** The columns of IF-MIB (RFC 2863) that a device may be asked for, and which of them it is asked for. */
import { z } from 'zod';

/** Of `ifTable` and `ifXTable`, by their names there. */
export const INTERFACE_COLUMNS = [
  ...(['ifDescr', 'ifSpeed', 'ifAdminStatus', 'ifOperStatus', 'ifInOctets', 'ifInDiscards'] as const),
  ...(['ifInErrors', 'ifOutOctets', 'ifOutDiscards', 'ifOutErrors', 'ifName', 'ifHCInOctets'] as const),
  ...(['ifHCOutOctets', 'ifHighSpeed', 'ifAlias', 'ifCounterDiscontinuityTime'] as const),
] as const;

export type InterfaceColumn = (typeof INTERFACE_COLUMNS)[number];

/** One of these names an interface; an ifIndex alone may be another interface's after a restart. */
const NAMING: readonly InterfaceColumn[] = ['ifName', 'ifDescr'];

export const interfaceColumnsSchema = z
  .array(z.enum(INTERFACE_COLUMNS))
  .superRefine((columns, context) => {
    if (columns.length === 0 || NAMING.some((column) => columns.includes(column))) return;
    context.addIssue({ code: 'custom', params: { problem: 'interface_unnamed', known: NAMING.join(', ') } });
  })
  .describe('columns of IF-MIB that are read, with ifName or ifDescr among them; none: no interfaces');
