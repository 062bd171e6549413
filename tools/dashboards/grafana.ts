/** Grafana's dashboard model, as much of it as ours need (schema version 39: Grafana 10 and newer). Pure. */

/** Name of the data source in dashboards/grafana/provisioning. */
export const DATA_SOURCE = { type: 'influxdb', uid: 'canhmang' } as const;

/** The grid is 24 wide. */
const GRID_WIDTH = 24;

export interface Query {
  /** InfluxQL; Grafana puts its variables in. */
  readonly query: string;
  /** What a series is called; `$tag_site` and the like are put in. */
  readonly alias?: string;
}

export interface PanelSpec {
  readonly type: 'stat' | 'state-timeline' | 'table' | 'timeseries';
  readonly title: string;
  readonly description?: string;
  /** Of the grid. */
  readonly width: number;
  readonly height: number;
  /** Grafana's name of the unit. */
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  /** No shorter steps than that: what comes every 5 minutes has gaps otherwise. */
  readonly interval?: string;
  readonly queries: readonly Query[];
  /** Values and the words and colours that stand for them. */
  readonly words?: readonly ValueWord[];
}

export interface ValueWord {
  readonly value: string;
  readonly text: string;
  readonly color: string;
}

export interface VariableSpec {
  readonly name: string;
  readonly label: string;
  readonly query: string;
  /** Takes a line of the answer apart into `text` and `value`. */
  readonly regex?: string;
  /** Several, and all of them. */
  readonly multi: boolean;
  readonly hidden?: boolean;
}

export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableSpec[];
  readonly panels: readonly PanelSpec[];
}

const REFRESH_ON_TIME_RANGE = 2;
const SORT_BY_NAME = 5;
const HIDDEN = 2;

function variableOf({ name, label, query, regex = '', multi, hidden = false }: VariableSpec) {
  return {
    type: 'query',
    ...{ name, label, query, regex, multi, includeAll: multi },
    definition: query,
    datasource: DATA_SOURCE,
    refresh: REFRESH_ON_TIME_RANGE,
    sort: SORT_BY_NAME,
    hide: hidden ? HIDDEN : 0,
    ...(multi ? { current: { text: ['All'], value: ['$__all'] } } : {}),
  };
}

function targetOf(panel: PanelSpec, { query, alias }: Query, index: number) {
  return {
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource: DATA_SOURCE,
    rawQuery: true,
    resultFormat: panel.type === 'table' ? 'table' : 'time_series',
    query,
    ...(alias === undefined ? {} : { alias }),
  };
}

function mappingsOf(words: readonly ValueWord[]) {
  const options = Object.fromEntries(
    words.map(({ value, text, color }, index) => [value, { text, color, index }]),
  );
  return words.length === 0 ? [] : [{ type: 'value', options }];
}

function optionsOf(type: PanelSpec['type']) {
  switch (type) {
    case 'stat':
      return { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, colorMode: 'value' };
    case 'state-timeline':
      return { mergeValues: true, showValue: 'never', rowHeight: 0.9, legend: { showLegend: true } };
    case 'table':
      return { showHeader: true, cellHeight: 'sm' };
    case 'timeseries':
      return {
        legend: { displayMode: 'list', placement: 'bottom' },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
  }
}

function panelOf(panel: PanelSpec, id: number, at: { x: number; y: number }) {
  const { type, title, description, width, height, unit, min, max, interval } = panel;
  return {
    ...{ id, type, title, datasource: DATA_SOURCE },
    ...(description === undefined ? {} : { description }),
    ...(interval === undefined ? {} : { interval }),
    gridPos: { ...at, w: width, h: height },
    targets: panel.queries.map((query, index) => targetOf(panel, query, index)),
    options: optionsOf(type),
    fieldConfig: {
      defaults: {
        ...{ unit, min, max },
        mappings: mappingsOf(panel.words ?? []),
        ...(type === 'timeseries' ? { custom: { lineWidth: 1, fillOpacity: 8, showPoints: 'auto' } } : {}),
      },
      overrides: [],
    },
  };
}

/** Panels from left to right, a new row where the next does not fit. */
function placed(panels: readonly PanelSpec[]) {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return panels.map((panel, index) => {
    if (x + panel.width > GRID_WIDTH) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const at = { x, y };
    x += panel.width;
    rowHeight = Math.max(rowHeight, panel.height);
    return panelOf(panel, index + 1, at);
  });
}

/** The file that Grafana is given. */
export function dashboardJson({ uid, title, description, variables, panels }: DashboardSpec): string {
  const dashboard = {
    ...{ uid, title, description, tags: ['canhmang'], schemaVersion: 39, editable: false },
    time: { from: 'now-24h', to: 'now' },
    refresh: '1m',
    timezone: 'browser',
    links: [{ type: 'dashboards', tags: ['canhmang'], title: 'Canh Mạng', asDropdown: true, keepTime: true }],
    templating: { list: variables.map(variableOf) },
    panels: placed(panels),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
