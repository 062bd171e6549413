/** A province that anybody may read, of any size. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** About where the boundaries of the map are, degrees. */
const LATITUDES = [21.45, 22.2] as const;
const LONGITUDES = [104.0, 105.0] as const;

/** An installation whose API is open, with sites `site-0`, `site-1`… spread over the map. @returns its configuration file */
export function writeProvince(folder: string, sites: number): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('units.csv', 'code,name_vi,type,parent_code,valid_from,valid_to\n15,Tỉnh,province,,,\n');
  write('devices.csv', 'id,site,kind,name,address,credential\n');
  write('lines.csv', 'id,site,carrier,bandwidth_kbps,device,interface,target_percent\n');
  const columns = Math.ceil(Math.sqrt(sites));
  const between = ([low, high]: readonly [number, number], share: number) =>
    (low + (high - low) * share).toFixed(4);
  const rows = Array.from({ length: sites }, (_, index) => {
    const latitude = between(LATITUDES, Math.floor(index / columns) / columns);
    const longitude = between(LONGITUDES, (index % columns) / columns);
    const upstream = index === 0 ? '' : 'site-0';
    return `site-${index},S${index},UBND xã số ${index},commune,15,${upstream},10.0.0.1,,,${latitude},${longitude}`;
  });
  const heading = 'id,short_name,name,class,unit,upstream,address,gateway,core_address,latitude,longitude';
  write('sites.csv', `${[heading, ...rows].join('\n')}\n`);
  write(
    'canhmang.yaml',
    'title: Tỉnh đo thử\ndemonstration: true\n' +
      'inventory: { units: units.csv, sites: sites.csv, devices: devices.csv, lines: lines.csv }\n' +
      'agents:\n  - { id: core, vantage: core, site: site-0, sites: all }\n',
  );
  return join(folder, 'canhmang.yaml');
}
