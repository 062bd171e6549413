/** What the collector itself writes: its own work, and the inventory for programs that read only the store. */
import type { MeasurementSpec } from './schema.ts';
import { float, integer, ORIGIN, text, truth } from './schema.ts';

const STATE_CODE = '0 up, 1 degraded, 2 down, 3 unreachable, 4 unknown';
const CHOICE = 'name and id, for menus: `name (id)`';

/** Fields, not tags: a site that is renamed or whose commune is merged goes on in its series. */
const OF_UNITS = {
  district: text('name of the unit of district level; `-`: there is none'),
  commune: text('name of the unit that the site belongs to; `-`: it is the province'),
};

const collector: MeasurementSpec = {
  name: 'collector',
  help: 'The collector itself, every minute; the same as `/metrics`.',
  by: 'collector',
  tags: ORIGIN,
  fields: {
    version: text('version of the program'),
    uptime: float('s', 'since its start'),
    ingest_batches: integer('count', 'batches taken over, since its start'),
    ingest_points: integer('count', 'points taken over, since its start'),
    ingest_duplicates: integer('count', 'batches that had been taken over before, since its start'),
    ingest_refused_lines: integer('count', 'lines refused, since its start'),
    ingest_waiting_values: integer('count', 'values taken over that wait for store and ledger'),
    ingest_log_bytes: integer('B', 'size of the ingest log'),
    store_away: truth('whether the store’s server does not answer'),
    store_backlog: integer('count', 'values that are not stored for good'),
    store_refused_points: integer('count', 'points that the store would not take, since its start'),
    outbox_pending: integer('count', 'messages that are still to be delivered'),
    outbox_dead: integer('count', 'messages that could not be delivered'),
    listeners: integer('count', 'pages and programs that listen to events'),
    rss_bytes: integer('B', 'memory in use'),
    cpu_percent: float('%', 'of one core'),
  },
};

const siteInfo: MeasurementSpec = {
  name: 'site_info',
  help: 'A site as the inventory has it, with its state; every 5 minutes and when the state changes.',
  by: 'collector, where the store is on a server',
  tags: ORIGIN,
  fields: {
    name: text('name'),
    choice: text(CHOICE),
    class: text('`department`, `district`, `commune` or `centre`'),
    ...OF_UNITS,
    state: text('state'),
    state_code: integer('code', STATE_CODE),
  },
};

const lineInfo: MeasurementSpec = {
  name: 'line_info',
  help: 'A line as the inventory has it; every 5 minutes.',
  by: 'collector, where the store is on a server',
  tags: { ...ORIGIN, line: 'id of the line' },
  fields: {
    choice: text(CHOICE),
    carrier: text('who leases it out'),
    ...OF_UNITS,
    bandwidth_bps: float('bit/s', 'as contracted'),
    target_percent: float('%', 'contracted availability'),
  },
};

const roomInfo: MeasurementSpec = {
  name: 'room_info',
  help: 'A video-conference room as the inventory has it, with its state; like `site_info`.',
  by: 'collector, where the store is on a server',
  tags: { ...ORIGIN, room: 'id of the room' },
  fields: {
    name: text('name'),
    choice: text(CHOICE),
    level: text('`province` or `district`'),
    ...OF_UNITS,
    state: text('state'),
    state_code: integer('code', STATE_CODE),
  },
};

export const COLLECTOR_MEASUREMENTS: readonly MeasurementSpec[] = [collector, siteInfo, lineInfo, roomInfo];
