/** A small installation: a core, two sites, one agent. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from './loopback.ts';
import { written } from './loopback.ts';

export const CORE = 'trung-tam';
export const SITES = ['mu-cang-chai', 'tram-tau'] as const;
export type SiteId = typeof CORE | (typeof SITES)[number];

export const SITE_NAMES: Readonly<Record<SiteId, string>> = {
  'trung-tam': 'Trung tâm Dữ liệu tỉnh',
  'mu-cang-chai': 'UBND huyện Mù Cang Chải',
  'tram-tau': 'UBND huyện Trạm Tấu',
};

export const TITLE = 'Mạng thử nghiệm tỉnh Yên Bái';

export const UNITS_CSV = `code,name_vi,name_ascii,type,parent_code,valid_from,valid_to
15,Tỉnh Yên Bái,Tinh Yen Bai,province,,,
137,Huyện Mù Cang Chải,Huyen Mu Cang Chai,district,15,,
139,Huyện Trạm Tấu,Huyen Tram Tau,district,15,,
`;

export const SITES_HEADING =
  'id,short_name,name,class,unit,upstream,address,gateway,core_address,latitude,longitude';

export interface InstallationOptions {
  /** Where each site's reflector is; the discard port of an address without one otherwise. */
  readonly reflectors?: Readonly<Partial<Record<SiteId, Endpoint>>>;
  /** A device of the first site. */
  readonly snmp?: { readonly endpoint: Endpoint; readonly community: string };
  readonly smtp?: Endpoint;
  /** All that stands below `notify:`, as YAML; then `smtp` is not looked at. */
  readonly notify?: string;
  /** The agent's token is put into the data folder at every start. */
  readonly local?: boolean;
}

/** What is measured: quick enough for a test, with time limits that a busy machine keeps. */
const PROBES = `probes:
  - name: reach
    vantage: core
    of: site
    role: reach
    kind: stamp
    every: 1s
    settings: { packets: 5, timeout: 800ms, confirm_packets: 4, confirm_interval: 50ms }
  - { name: devices, vantage: core, of: device, role: device, kind: snmp, every: 1s }
`;

function notifyOf({ smtp, notify }: InstallationOptions): string {
  if (notify !== undefined) return `notify:\n${notify.replace(/^(?=.)/gm, '  ')}`;
  if (!smtp) return '';
  return `notify:
  smtp: { host: ${smtp.host}, port: ${smtp.port}, from: canhmang@yenbai.example }
  recipients:
    - { name: Trực ban, email: truc-ban@yenbai.example }
`;
}

export function installationYaml({ snmp, local = false, ...rest }: InstallationOptions): string {
  const community = snmp?.community ?? 'public';
  const notify = notifyOf(rest);
  return `title: ${TITLE}
inventory: { units: units.csv, sites: sites.csv, devices: devices.csv, lines: lines.csv }
snmp_credentials:
  routers: { version: 2c, community: ${community} }
agents:
  - { id: core, vantage: core, site: ${CORE}, sites: all, local: ${local} }
${PROBES}${notify}`;
}

/** @returns the configuration file's path. */
export async function writeInstallation(folder: string, options: InstallationOptions = {}): Promise<string> {
  await mkdir(folder, { recursive: true });
  const address = (site: SiteId) => written(options.reflectors?.[site] ?? { host: '127.0.0.1', port: 9 });
  const site = (id: SiteId, rest: string) => `${id},${rest},${address(id)},,,,`;
  const files: Record<string, string> = {
    'canhmang.yaml': installationYaml(options),
    'units.csv': UNITS_CSV,
    'sites.csv': `${[
      SITES_HEADING,
      site(CORE, `TTDL,${SITE_NAMES[CORE]},centre,15,`),
      site('mu-cang-chai', `MCC,${SITE_NAMES['mu-cang-chai']},district,137,${CORE}`),
      site('tram-tau', `TRT,${SITE_NAMES['tram-tau']},district,139,${CORE}`),
    ].join('\n')}\n`,
    'devices.csv': `id,site,kind,name,address,credential\n${
      options.snmp
        ? `mu-cang-chai-rt,mu-cang-chai,router,Bộ định tuyến Mù Cang Chải,${written(options.snmp.endpoint)},routers\n`
        : ''
    }`,
    'lines.csv': `id,site,carrier,bandwidth_kbps,device,interface,target_percent\n${
      options.snmp ? 'mu-cang-chai-line,mu-cang-chai,VNPT,20000,mu-cang-chai-rt,lo,99.5\n' : ''
    }`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return join(folder, 'canhmang.yaml');
}
