/**
 * Makes the tables of the demonstration province in config/demo/ from the public list of units and
 * from choice.yaml, which holds what is invented.
 * Run `node tools/make-demo.ts` (Node 22 or later) after a change; a unit test compares the files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { centroid, nearestInside, type Position, readShapes, roomiestPoint } from './geometry.ts';

/** Texts that the tables are made from. */
export interface DemoSources {
  /** config/demo/choice.yaml */
  readonly choice: string;
  /** config/demo/units.csv */
  readonly units: string;
  /** config/demo/mapping-2025.csv */
  readonly mapping: string;
  /** config/geo/communes-2025.geojson and config/geo/districts-former.geojson */
  readonly communes: string;
  readonly districts: string;
}

type Row = Readonly<Record<string, string | number>>;

interface Place {
  readonly id: string;
  readonly shortName: string;
  readonly name: string;
  readonly class: 'department' | 'district' | 'commune' | 'centre';
  readonly unit: string;
  readonly upstream: string;
  readonly group: number;
  readonly host: number;
  readonly position: Position;
}

const PROVINCE = '15';
const YEN_BAI_CITY: Position = [104.875, 21.705];

const officeSchema = z.strictObject({ id: z.string(), short: z.string(), name: z.string() });
const lineSchema = z.strictObject({
  bandwidths_kbps: z.array(z.int()),
  targets_percent: z.array(z.string()),
});
const choiceSchema = z.strictObject({
  core: officeSchema,
  centres: z.array(officeSchema),
  departments: z.array(officeSchema),
  districts: z.array(z.strictObject({ code: z.string(), short: z.string(), communes: z.array(z.string()) })),
  short_tails: z.record(z.string(), z.string()),
  province_rooms: z.array(z.strictObject({ site: z.string(), name: z.string() })),
  carriers: z.array(z.string()),
  lines: z.strictObject({
    centre: lineSchema,
    department: lineSchema,
    district: lineSchema,
    commune: lineSchema,
  }),
});
type Choice = z.output<typeof choiceSchema>;

/** The tables by file name, each the text of a CSV file. The same sources give the same texts. */
export function makeDemo(sources: DemoSources): Record<string, string> {
  const choice = choiceSchema.parse(parseYaml(sources.choice));
  const places = placeAll(choice, sources);
  const linked = places.filter((place) => place.upstream !== '');
  return {
    'sites.csv': csv(places.map(siteRow)),
    'devices.csv': csv(places.map(routerRow)),
    'lines.csv': csv(linked.map((place, index) => lineRow(choice, place, index))),
    'rooms.csv': csv(roomRows(choice, places)),
  };
}

interface UnitRow {
  readonly name: string;
  readonly ascii: string;
  readonly type: string;
}

function readRows(text: string): Record<string, string>[] {
  return parse(text, { columns: true });
}

/** The units by code as they were in 2020, whose rows come first: the installation was made by those. */
function readUnits(text: string): Map<string, UnitRow> {
  const units = new Map<string, UnitRow>();
  for (const { code = '', name_vi = '', name_ascii = '', type = '' } of readRows(text)) {
    if (!units.has(code)) units.set(code, { name: name_vi.normalize('NFC'), ascii: name_ascii, type });
  }
  return units;
}

function placeAll(choice: Choice, sources: DemoSources): Place[] {
  const units = readUnits(sources.units);
  const successors = new Map(
    readRows(sources.mapping).map((row) => [row.old_code ?? '', row.new_code ?? '']),
  );
  const communeShapes = readShapes(sources.communes);
  const districtShapes = readShapes(sources.districts);

  const places = provincePlaces(choice);
  const taken = places.map((place) => place.position);
  const hubs = choice.districts.map(({ code }) => {
    const shape = known(districtShapes, code);
    return nearestInside(shape, centroid(shape), taken);
  });
  taken.push(...hubs);
  for (const [index, { code, short, communes }] of choice.districts.entries()) {
    const group = index + 1;
    const district = known(units, code);
    const hub = slug(withoutType(district.ascii));
    const position = known(hubs, index);
    const base = { id: hub, shortName: short, name: `UBND ${lowerFirst(district.name)}`, position };
    places.push({ ...base, class: 'district', unit: code, upstream: choice.core.id, group, host: 1 });
    for (const [order, unit] of communes.entries()) {
      const commune = known(units, unit);
      const inside = roomiestPoint(known(communeShapes, known(successors, unit)), taken);
      taken.push(inside);
      const id = `${hub}-${commune.type === 'township' ? 'tt-' : ''}${slug(withoutType(commune.ascii))}`;
      places.push({
        id: places.some((place) => place.id === id) ? `${id}-${unit}` : id,
        shortName: `${short}-${choice.short_tails[unit] ?? abbreviate(withoutType(commune.ascii))}`,
        // The list abbreviates "nông trường", a township that grew out of a state farm.
        name: `UBND ${lowerFirst(commune.name.replace(' NT ', ' Nông trường '))}`,
        class: 'commune',
        unit,
        upstream: hub,
        group,
        host: order + 2,
        position: inside,
      });
    }
  }
  return places;
}

/** The core in the middle, the others in two rings around it, about a kilometre apart. */
function provincePlaces({ core, centres, departments }: Choice): Place[] {
  const offices = [
    ...[core, ...centres].map((office) => ({ ...office, class: 'centre' as const })),
    ...departments.map((office) => ({ ...office, class: 'department' as const })),
  ];
  return offices.map(({ id, short, name, class: siteClass }, index) => {
    const [ring, inRing, around] = index === 0 ? [0, 0, 1] : index <= 8 ? [1, index, 8] : [2, index - 8, 16];
    const angle = (2 * Math.PI * inRing) / around;
    const longitude = YEN_BAI_CITY[0] + 0.0107 * ring * Math.sin(angle);
    const latitude = YEN_BAI_CITY[1] + 0.01 * ring * Math.cos(angle);
    return {
      id,
      shortName: short,
      name: name.normalize('NFC'),
      class: siteClass,
      unit: PROVINCE,
      upstream: index === 0 ? '' : core.id,
      group: 0,
      host: index + 1,
      position: [longitude, latitude],
    };
  });
}

function siteRow(place: Place): Row {
  const tail = `${place.group}.${place.host}`;
  return {
    id: place.id,
    short_name: place.shortName,
    name: place.name,
    class: place.class,
    unit: place.unit,
    upstream: place.upstream,
    address: `127.20.${tail}`,
    gateway: `127.21.${tail}`,
    core_address: `127.22.${tail}`,
    latitude: place.position[1].toFixed(4),
    longitude: place.position[0].toFixed(4),
  };
}

function routerRow(place: Place): Row {
  const address = `127.20.${place.group}.${place.host}`;
  const name = `Bộ định tuyến ${place.name}`;
  return { id: `${place.id}-rt`, site: place.id, kind: 'router', name, address, credential: 'routers' };
}

function lineRow(choice: Choice, place: Place, index: number): Row {
  const { bandwidths_kbps: bandwidths, targets_percent: targets } = choice.lines[place.class];
  return {
    id: `${place.id}-line`,
    site: place.id,
    carrier: known(choice.carriers, index % choice.carriers.length),
    bandwidth_kbps: known(bandwidths, index % bandwidths.length),
    device: `${place.id}-rt`,
    interface: 'wan0',
    target_percent: known(targets, index % targets.length),
  };
}

function roomRows(choice: Choice, places: readonly Place[]): Row[] {
  const province = choice.province_rooms.map(({ site, name }, index) => {
    return { id: `room-${site}`, site, name, level: 'province', address: `127.20.0.${41 + index}` };
  });
  const hubs = places.filter((place) => place.class === 'district');
  const district = hubs.map(({ id, name, group }) => {
    const title = `Phòng họp trực tuyến ${name}`;
    return { id: `room-${id}`, site: id, name: title, level: 'district', address: `127.20.${group}.41` };
  });
  return [...province, ...district];
}

function csv(rows: readonly Row[]): string {
  const quote = (value: string | number) =>
    /[",\n]/.test(`${value}`) ? `"${`${value}`.replaceAll('"', '""')}"` : `${value}`;
  const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))];
  return lines.map((line) => `${line.map(quote).join(',')}\n`).join('');
}

/** The element of a table that must be there, or an error that names what is missing. */
function known<T>(table: readonly T[], key: number): T;
function known<T>(table: { get(key: string): T | undefined }, key: string): T;
function known<T>(table: readonly T[] | { get(key: string): T | undefined }, key: number | string): T {
  const value = 'get' in table ? table.get(String(key)) : table[Number(key)];
  if (value === undefined) throw new Error(`the demonstration's sources know nothing of ${key}`);
  return value;
}

function withoutType(ascii: string): string {
  return ascii.replace(/^(Thanh pho|Thi xa|Huyen|Phuong|Xa|Thi tran)( NT)? /, '').toLowerCase();
}

function slug(text: string): string {
  return text.replace(/[^a-z0-9]+/g, '-');
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** Six letters: initials and as much of the last syllable as fits, as in CCNHA for Chế Cu Nha. */
function abbreviate(typed: string): string {
  const syllables = typed.split(' ');
  const last = syllables.pop() ?? '';
  return (syllables.map((syllable) => syllable.slice(0, 1)).join('') + last).slice(0, 6).toUpperCase();
}

function main(): void {
  const config = new URL('../config/', import.meta.url);
  const read = (name: string) => readFileSync(new URL(name, config), 'utf8');
  const sources = {
    choice: read('demo/choice.yaml'),
    units: read('demo/units.csv'),
    mapping: read('demo/mapping-2025.csv'),
    communes: read('geo/communes-2025.geojson'),
    districts: read('geo/districts-former.geojson'),
  };
  for (const [name, text] of Object.entries(makeDemo(sources)))
    writeFileSync(new URL(`demo/${name}`, config), text);
}

if (process.argv[1]?.endsWith('make-demo.ts')) main();
