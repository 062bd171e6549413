/** Who asks a device by SNMP, checked. Apart from the options, so that no schema is read for a help text. */
import { UserError } from '../config/error.ts';
import type { SnmpCredential } from '../model/probe-settings.ts';
import { snmpCredentialSchema } from '../model/probe-settings.ts';
import type { SnmpOptions } from './snmp-options.ts';
import { snmpCredentialOf } from './snmp-options.ts';

/** @throws UserError that names what does not fit. */
export function readCredential(options: SnmpOptions): SnmpCredential {
  const parsed = snmpCredentialSchema.safeParse(snmpCredentialOf(options));
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new UserError('usage', { reason });
}
