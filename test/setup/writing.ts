/** What tests of the write endpoints share: requests as a client sends them, and what was stored of them. */
import { z } from 'zod';
import type { SeriesAnswer } from '../../collector/api/types/sites.ts';
import { CORE } from './installation.ts';

/** A round moment for points, so that every precision can say it. */
export const AT_S = 1_764_000_000;

export interface Write {
  readonly path?: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token: string;
}

export function post(
  url: string,
  { path = '/api/v2/write', body, headers = {}, token }: Write,
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    body,
    headers: { authorization: `Token ${token}`, ...headers },
  });
}

const detailsSchema = z.array(z.string()).default([]);
/** A refusal in any of the three shapes that the API speaks: ours, InfluxDB 1.x, InfluxDB 2.x. */
const refusalSchema = z.union([
  z
    .object({ error: z.object({ code: z.string(), message: z.string(), details: detailsSchema }) })
    .transform(({ error }) => error),
  z
    .object({ error: z.string(), code: z.string(), details: detailsSchema })
    .transform(({ error, code, details }) => ({ code, message: error, details })),
  z
    .object({ code: z.string(), message: z.string(), reason: z.string(), details: detailsSchema })
    .transform(({ message, reason, details }) => ({ code: reason, message, details })),
]);

export async function refusalOf(response: Response): Promise<z.output<typeof refusalSchema>> {
  return refusalSchema.parse(await response.json());
}

/** Time and value of each of a measurement's points around `AT_S`. */
export async function storedPoints(
  url: string,
  accessToken: string,
  measurement: string,
  site: string = CORE,
): Promise<[timeMs: number, value: number][]> {
  const range = `from=${AT_S * 1_000}&to=${(AT_S + 1_000) * 1_000}&buckets=1000`;
  const query = `measurement=${measurement}&field=value&${range}`;
  const response = await fetch(`${url}/api/v1/sites/${site}/series?${query}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  if (!response.ok) throw new Error(`series: ${response.status} ${await response.text()}`);
  const { series } = (await response.json()) as SeriesAnswer;
  return series.flatMap(({ buckets }) =>
    buckets.map(([timeMs, average]): [number, number] => [timeMs, average]),
  );
}
