/** The province of the demonstration, measured by the case itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MeasuredServer } from './servers.ts';

/** Its configuration. */
export const DEMO = fileURLToPath(new URL('../../config/demo/canhmang.yaml', import.meta.url));

export interface MeasuredProvince {
  readonly url: string;
  readonly token: string;
  readonly sites: readonly string[];
}

/** One round of all of the sites; of `cut` nothing comes back, for certain. */
export async function measure(
  { url, token }: MeasuredProvince,
  sites: readonly string[],
  cut?: string,
): Promise<void> {
  const nowNs = `${Date.now()}000000`;
  const lines = sites.map((site) => {
    const received = site === cut ? 0 : 5;
    return `ping,agent=core,role=reach,site=${site} packets_transmitted=5i,packets_received=${received}i,confirmed=${received === 0},average_response_ms=9.5,percent_packet_loss=${received === 0 ? 100 : 0} ${nowNs}`;
  });
  const headers = { authorization: `Token ${token}` };
  const answer = await fetch(`${url}/api/v2/write`, { method: 'POST', headers, body: lines.join('\n') });
  if (answer.status !== 204) throw new Error(`measurements were refused: ${answer.status}`);
}

/** @param server a collector with the configuration `DEMO`. */
export async function openProvince(
  server: MeasuredServer & { readonly data: string },
): Promise<MeasuredProvince> {
  const token = readFileSync(join(server.data, 'agents/core/token'), 'utf8').trim();
  const { items } = (await (await fetch(`${server.url}/api/v1/sites`)).json()) as { items: { id: string }[] };
  return { url: server.url, token, sites: items.map(({ id }) => id) };
}
