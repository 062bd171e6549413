/** The queries of the dashboards, and how Grafana fills in what they leave open. */
import type { DashboardSpec, VariableSpec } from '../../tools/dashboards/grafana.ts';

export interface NamedQuery {
  /** Dashboard and panel or variable. */
  readonly of: string;
  readonly query: string;
}

export function variableQueries({ title, variables }: DashboardSpec): NamedQuery[] {
  return variables.map(({ name, query }) => ({ of: `${title}, $${name}`, query }));
}

export function panelQueries({ title, panels }: DashboardSpec): NamedQuery[] {
  return panels.flatMap((panel) =>
    panel.queries.map(({ query }) => ({ of: `${title}, ${panel.title}`, query })),
  );
}

/** As Grafana's InfluxDB source escapes a value within a regular expression. */
const escaped = (value: string) => value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');

/** Several values become alternatives; `$__interval` and `$timeFilter` are Grafana's own. */
export function filled(
  query: string,
  values: ReadonlyMap<string, readonly string[]>,
  range: { readonly fromMs: number; readonly toMs: number },
): string {
  let text = query
    .replaceAll('$timeFilter', `time >= ${range.fromMs}ms and time <= ${range.toMs}ms`)
    .replaceAll('$__interval', '1m');
  // The longest first: $line is the beginning of $line_site.
  for (const name of [...values.keys()].sort((one, other) => other.length - one.length))
    text = text.replaceAll(`$${name}`, `(${(values.get(name) ?? []).map(escaped).join('|')})`);
  return text;
}

/** What a menu takes of each line of the answer. */
export function valuesOf({ regex }: VariableSpec, lines: readonly string[]): string[] {
  if (regex === undefined) return [...lines];
  const pattern = new RegExp(regex.slice(1, -1));
  return lines.flatMap((line) => pattern.exec(line)?.groups?.value ?? []);
}
