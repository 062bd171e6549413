/** A device that is asked by SNMP, and how it fails. */
import { SnmpClient } from '../../../agent/probes/snmp/client.ts';
import { SnmpError } from '../../../agent/probes/snmp/errors.ts';
import { EXIT, UserError } from '../../../config/error.ts';
import type { SnmpCredential } from '../../../model/probe-settings.ts';
import { splitTarget } from '../../../model/target.ts';

const TIMEOUT_MS = 2_000;
const RETRIES = 1;

/**
 * @param onFailed before the error is thrown: what came before is shown all the same.
 * @throws UserError when it does not answer, or refuses.
 */
export async function withDevice<T>(
  host: string,
  { port, ...credential }: SnmpCredential,
  work: (device: SnmpClient) => Promise<T>,
  onFailed: () => void,
): Promise<T> {
  const target = { ...credential, ...splitTarget(host, port), timeoutMs: TIMEOUT_MS, retries: RETRIES };
  const client = new SnmpClient(target);
  try {
    return await work(client);
  } catch (error) {
    onFailed();
    if (error instanceof SnmpError)
      throw new UserError('snmp_failed', { target: host, reason: error.message }, EXIT.unreachable);
    throw error;
  } finally {
    client.close();
  }
}

export type Device = SnmpClient;
