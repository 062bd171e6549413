/** The files of an installation that watches a whole lab. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab.ts';

const UNIT = '15';
/** Of `lab.snmpd`. */
const SNMP_PORT = 161;

export interface InstallationOptions {
  /** Nodes with an agent of their own; it looks at its gateway and at the core. */
  readonly inside?: readonly string[];
  /** Nodes whose router is asked by SNMP: `lab.snmpd(node)` answers for it. The site's line ends on it. */
  readonly routers?: readonly string[];
  /** YAML behind the rest: `states`, `quality`, `notify`, … */
  readonly more?: string;
}

function csv(header: string, rows: readonly (readonly string[])[]): string {
  return `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`;
}

/** @returns the configuration file's path. */
export function writeInstallation(lab: Lab, folder: string, options: InstallationOptions): string {
  const sites = lab.nodes.map((node, index) => {
    const isCore = node === 'core';
    const siteClass = isCore ? 'centre' : node.includes('-') ? 'commune' : 'district';
    const upstream = isCore ? '' : node.includes('-') ? (node.split('-')[0] ?? '') : 'core';
    const gateway = isCore ? '' : lab.gateway(node);
    const coreAddress = isCore ? '' : lab.address('core');
    return [
      node,
      `S${index + 1}`,
      `Điểm ${node}`,
      siteClass,
      UNIT,
      upstream,
      lab.address(node),
      gateway,
      coreAddress,
    ];
  });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(
    'units.csv',
    csv('code,name_vi,type,parent_code,valid_from,valid_to', [
      [UNIT, 'Tỉnh thử nghiệm', 'province', '', '', ''],
    ]),
  );
  write('sites.csv', csv('id,short_name,name,class,unit,upstream,address,gateway,core_address', sites));
  const routers = options.routers ?? [];
  write(
    'devices.csv',
    csv(
      'id,site,kind,name,address,credential',
      routers.map((node) => [
        `${node}-rt`,
        node,
        'router',
        `Bộ định tuyến ${node}`,
        `${lab.address(node)}:${SNMP_PORT}`,
        'routers',
      ]),
    ),
  );
  write(
    'lines.csv',
    csv(
      'id,site,carrier,bandwidth_kbps,device,interface,target_percent',
      routers.map((node) => [
        `${node}-line`,
        node,
        'VNPT',
        '20000',
        `${node}-rt`,
        lab.interfaces(node).own,
        '99.5',
      ]),
    ),
  );
  const agents = ['core', ...(options.inside ?? [])].map((node) => {
    const vantage = node === 'core' ? 'core, sites: all' : `inside, sites: [${node}]`;
    return `  - { id: ${node}, site: ${node}, vantage: ${vantage} }`;
  });
  const path = join(folder, 'canhmang.yaml');
  write(
    'canhmang.yaml',
    `title: Tỉnh thử nghiệm
inventory: { units: units.csv, sites: sites.csv, devices: devices.csv, lines: lines.csv }
snmp_credentials: { routers: { version: 2c, community: public } }
agents:
${agents.join('\n')}
${options.more ?? ''}
`,
  );
  return path;
}
