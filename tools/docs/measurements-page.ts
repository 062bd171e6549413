/** docs/reference/measurements.md, from the written schema. Pure. */
import type { FieldSpec, MeasurementSpec } from '../../model/measurements/index.ts';

const HEAD = `# Measurements

Made by \`npm run docs\` from \`model/measurements\`, schema version 1. A test holds what the probes write against it.
Names are those of Telegraf's plugins where it has them. Times are UTC. Every point has the tag \`agent\` and, where it is
about a site, \`site\`; what people call sites, units, lines and rooms is in \`site_info\`, \`line_info\` and \`room_info\`
([Grafana](../grafana.md)). A field that is not known is left out, never zero. A profile of an installation's own may write
measurements \`own_…\` with fields of its choice ([profiles](../profiles.md)).
`;

const cell = (text: string) => text.replaceAll('|', '\\|');

function fieldRow([name, { type, unit, help }]: [string, FieldSpec]): string {
  return `| \`${name}\` | ${type} | ${unit ?? ''} | ${cell(help)} |`;
}

function section({ name, help, by, tags, fields }: MeasurementSpec): string {
  return [
    `## ${name}`,
    '',
    `${help} Written by: ${by}.`,
    '',
    '| tag | |',
    '| --- | --- |',
    ...Object.entries(tags).map(([tag, meaning]) => `| \`${tag}\` | ${cell(meaning)} |`),
    '',
    '| field | type | unit | |',
    '| --- | --- | --- | --- |',
    ...Object.entries(fields).map(fieldRow),
    '',
  ].join('\n');
}

export function measurementsPage(measurements: readonly MeasurementSpec[]): string {
  return [HEAD, ...measurements.map(section)].join('\n');
}
