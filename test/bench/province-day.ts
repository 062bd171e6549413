/** A day of a province as the default probes measure it, in the embedded store, made by SQL: storing it takes an hour. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Catalogue } from '../../collector/store/embedded/catalogue.ts';
import { DAY_MS, partPath, writePart } from '../../collector/store/embedded/part.ts';
import {
  KIND_OF,
  type SeriesEntry,
  SeriesIndex,
  type SeriesName,
} from '../../collector/store/embedded/series-index.ts';
import type { Inventory, Site } from '../../model/inventory.ts';

const PORTS = 4;

/** One field of what is measured: how it is stored, and its value in SQL, which may use `chance` and `step`. */
type Field = readonly [name: string, type: 'float' | 'integer', value: string];

interface Kind {
  readonly measurement: string;
  readonly periodMs: number;
  readonly fields: readonly Field[];
  /** Tags of each of its series at a site. */
  tagsAt(site: string): readonly Record<string, string>[];
}

const PING: readonly Field[] = [
  ['average_response_ms', 'float', '9 + chance'],
  ['percent_packet_loss', 'float', 'case when chance > 0.999 then 20 else 0 end'],
  ['minimum_response_ms', 'float', '8 + chance'],
  ['maximum_response_ms', 'float', '11 + chance'],
  ['standard_deviation_ms', 'float', 'chance'],
  ['jitter_ms', 'float', 'chance'],
  ['packets_transmitted', 'integer', '5'],
  ['packets_received', 'integer', '5'],
  ['result_code', 'integer', '0'],
];
/** Some lines are nearly full at times: there is something to raise. */
const LOAD = 'case when series % 50 = 0 then 95 * abs(sin(step / 60.0)) else 40 * chance end';
const INTERFACE: readonly Field[] = [
  ['ifOperStatus', 'integer', 'case when series % 97 = 0 and step % 500 > 480 then 2 else 1 end'],
  ['ifAdminStatus', 'integer', '1'],
  ['ifInErrors', 'integer', 'step // 50'],
  ['ifOutErrors', 'integer', '0'],
  ['ifInDiscards', 'integer', '0'],
  ['ifOutDiscards', 'integer', 'step // 20'],
  ['ifHighSpeed', 'integer', '100'],
  ['ifHCInOctets', 'integer', '(step * 1e7)::bigint'],
  ['ifHCOutOctets', 'integer', '(step * 1e7)::bigint'],
  ['in_bps', 'float', '1e6 * chance'],
  ['out_bps', 'float', '1e6 * chance'],
  ['in_utilisation', 'float', LOAD],
  ['out_utilisation', 'float', LOAD],
];
const SNMP: readonly Field[] = [
  ['uptime', 'integer', '1_000_000 + step * 60'],
  ['cpu_percent', 'float', '20 + 10 * chance'],
  ['memory_percent', 'float', '40 + 10 * chance'],
  ['temperature_c', 'float', '35 + chance'],
  ['response_ms', 'float', '10 + chance'],
];

function pinged(role: string, agent: string | undefined, periodMs: number): Kind {
  const tagsAt = (site: string) => [{ site, agent: agent ?? site, role, url: '10.0.0.1' }];
  return { measurement: 'ping', periodMs, fields: PING, tagsAt };
}

const deviceOf = (site: string) => `router-${site}`;

/** config/defaults/probes.yaml */
const KINDS_MEASURED: readonly Kind[] = [
  pinged('reach', 'core', 5_000),
  pinged('gateway', undefined, 10_000),
  pinged('core', undefined, 10_000),
  {
    measurement: 'interface',
    periodMs: 60_000,
    fields: INTERFACE,
    tagsAt: (site) =>
      Array.from({ length: PORTS }, (_, port) => ({
        site,
        agent: 'core',
        device: deviceOf(site),
        ifName: `port${port}`,
        ...(port === 0 ? { line: `line-${site}` } : {}),
      })),
  },
  {
    measurement: 'snmp',
    periodMs: 60_000,
    fields: SNMP,
    tagsAt: (site) => [{ site, agent: 'core', device: deviceOf(site) }],
  },
];

export function provinceOf(sites: number): Inventory {
  const all = Array.from({ length: sites }, (_, number): Site => {
    const id = `site-${number}`;
    return {
      id,
      shortName: id,
      name: `Điểm ${number}`,
      class: 'commune',
      unit: '15',
      upstream: undefined,
      address: '10.0.0.1',
      gateway: undefined,
      coreAddress: undefined,
      latitude: undefined,
      longitude: undefined,
    };
  });
  return {
    units: [],
    sites: all,
    rooms: [],
    devices: all.map(({ id }) => ({
      id: deviceOf(id),
      site: id,
      kind: 'router',
      name: id,
      address: '10.0.0.1',
      credential: undefined,
    })),
    lines: all.map(({ id }) => ({
      id: `line-${id}`,
      site: id,
      carrier: 'VNPT',
      bandwidthKbps: 100_000,
      device: deviceOf(id),
      interfaceName: 'port0',
      targetPercent: 99.5,
    })),
  };
}

/**
 * Fills an empty store with a day that is closed: a file a kind of value.
 * @param path of the catalogue.
 * @returns how many values there are.
 */
export async function makeProvinceDay(path: string, sites: number, startMs: number): Promise<number> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const index = new SeriesIndex();
  const catalogue = await Catalogue.open(instance, index);
  const added: SeriesEntry[] = [];
  const groups: { readonly type: 'float' | 'integer'; readonly query: string; readonly values: number }[] =
    [];
  for (const { measurement, periodMs, fields, tagsAt } of KINDS_MEASURED) {
    for (const [field, type, value] of fields) {
      const ids = Array.from({ length: sites }, (_, number) => tagsAt(`site-${number}`)).flatMap((of) =>
        of.map((tags) => {
          const name: SeriesName = { measurement, tags, field, type };
          return index.resolve(name, (entry) => added.push(entry)).id;
        }),
      );
      // Fields of one round have one time: the phase is that of the place in the list.
      const phased = ids.map((id, place) => `(${id}, ${(place * 7_919) % periodMs})`).join(',');
      const query = `select series, (${startMs} + phase + step * ${periodMs})::bigint as time_ms, (${value})::${type === 'float' ? 'double' : 'bigint'} as value
        from (select series::uinteger as series, phase, step, (hash(series, step) % 1_000_003) / 1_000_003.0 as chance
              from (values ${phased}) as one(series, phase), range(${DAY_MS / periodMs}) as steps(step))`;
      groups.push({ type, query, values: (ids.length * DAY_MS) / periodMs });
    }
  }
  await catalogue.commit({ series: added });
  let total = 0;
  for (const kind of ['float', 'integer'] as const) {
    const own = groups.filter(({ type }) => type === kind);
    const ids = added.filter(({ type }) => KIND_OF[type] === kind).map(({ id }) => id);
    const valueCount = own.reduce((sum, { values }) => sum + values, 0);
    const listed = {
      id: catalogue.newPartId(),
      tier: 'raw' as const,
      kind,
      level: 1,
      fromMs: startMs,
      toMs: startMs + DAY_MS,
      firstSeries: ids.reduce((one, other) => Math.min(one, other)),
      lastSeries: ids.reduce((one, other) => Math.max(one, other)),
      valueCount,
    };
    const target = partPath(join(dirname(path), 'metrics'), listed);
    mkdirSync(dirname(target), { recursive: true });
    const bytes = await writePart(connection, own.map(({ query }) => query).join(' union all '), target);
    await catalogue.commit({ added: [{ ...listed, bytes }] });
    total += valueCount;
  }
  connection.closeSync();
  await catalogue.close();
  instance.closeSync();
  return total;
}
