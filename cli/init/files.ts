/** The files of a new installation, made of a few answers. Pure. */
import { stringify } from 'csv-stringify/sync';
import { stringify as yaml } from 'yaml';

export interface Answers {
  readonly title: string;
  readonly language: string;
  readonly listen: string;
  readonly data: string;
  /** Code and name of the province in the list of administrative units. */
  readonly unitCode: string;
  readonly unitName: string;
  readonly coreName: string;
  readonly coreAddress: string;
  /** Empty: none, and no mail is sent. */
  readonly smtp: string;
  readonly mailFrom: string;
  readonly mailTo: string;
}

export const CORE_ID = 'trung-tam';
const SMTP_PORT = 587;

/** By their names. */
export function filesOf(answers: Answers): Readonly<Record<string, string>> {
  const { unitCode, unitName, coreName, coreAddress } = answers;
  return {
    'canhmang.yaml': configOf(answers),
    'units.csv': csv(
      ['code', 'name_vi', 'type', 'parent_code', 'valid_from', 'valid_to'],
      [unitCode, unitName, 'province', '', '', ''],
    ),
    'sites.csv': csv(
      ['id', 'short_name', 'name', 'class', 'unit', 'upstream', 'address', 'gateway', 'core_address'],
      [CORE_ID, 'TT', coreName, 'centre', unitCode, '', coreAddress, '', ''],
    ),
    'devices.csv': csv(['id', 'site', 'kind', 'name', 'address', 'credential']),
    'lines.csv': csv(['id', 'site', 'carrier', 'bandwidth_kbps', 'device', 'interface', 'target_percent']),
  };
}

function csv(heading: readonly string[], ...rows: readonly (readonly string[])[]): string {
  return stringify([heading, ...rows]);
}

function configOf({ title, language, listen, data, ...more }: Answers): string {
  const document = {
    title,
    language,
    listen,
    data,
    inventory: { units: 'units.csv', sites: 'sites.csv', devices: 'devices.csv', lines: 'lines.csv' },
    agents: [{ id: 'core', vantage: 'core', site: CORE_ID, sites: 'all', local: true }],
    ...notifyOf(more),
  };
  return yaml(document, { lineWidth: 0 });
}

function notifyOf({ smtp, mailFrom, mailTo }: Pick<Answers, 'smtp' | 'mailFrom' | 'mailTo'>) {
  if (smtp === '') return {};
  const [, host = smtp, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(smtp) ?? [];
  return {
    notify: {
      smtp: { host, port: port === undefined ? SMTP_PORT : Number(port), from: mailFrom },
      recipients: [{ name: 'NOC', email: mailTo }],
    },
  };
}
