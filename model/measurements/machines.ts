/** Measurements of the machines that agents and collector run on; names as in Telegraf where it has them. */
import type { MeasurementSpec } from './schema.ts';
import { float, integer, ORIGIN, text, truth } from './schema.ts';

const OF_HOST = { ...ORIGIN, host: 'name of the machine' };
const BY = 'probe `host`';

const agent: MeasurementSpec = {
  name: 'agent',
  help: 'The agent itself: what it needs, and whether it keeps up.',
  by: 'agent; collector, of a clock that is off',
  tags: ORIGIN,
  fields: {
    version: text('version of the program'),
    uptime: float('s', 'since its start'),
    spool_bytes: integer('B', 'size of the spool'),
    spool_backlog: integer('count', 'batches that wait to be sent'),
    spool_oldest_s: float('s', 'age of the oldest point that waits'),
    spool_lost_points: integer('count', 'points given up because the spool was full, since its start'),
    uplink_refused_lines: integer('count', 'lines that the collector refused, since its start'),
    clock_offset_ms: float('ms', 'how far its clock is from the collector’s'),
    clock_skewed: truth('written by the collector when that is too far'),
    probe_lag_ms: float('ms', 'how late rounds begin'),
    overruns: integer('count', 'rounds that took longer than their period, since its start'),
    rounds_running: integer('count', 'rounds under way'),
    rss_bytes: integer('B', 'memory in use'),
    cpu_percent: float('%', 'of one core'),
  },
};

const cpu: MeasurementSpec = {
  name: 'cpu',
  help: 'Processors of the machine together.',
  by: BY,
  tags: { ...OF_HOST, cpu: '`cpu-total`' },
  fields: {
    usage_active: float('%', 'at work'),
    usage_user: float('%', 'at work for programs'),
    usage_system: float('%', 'at work for the kernel'),
    usage_iowait: float('%', 'waiting for disks'),
    usage_steal: float('%', 'taken by other virtual machines'),
  },
};

const system: MeasurementSpec = {
  name: 'system',
  help: 'Load and start of the machine.',
  by: BY,
  tags: OF_HOST,
  fields: {
    load1: float('count', 'processes that want to run, mean of a minute'),
    load5: float('count', 'the same of 5 minutes'),
    load15: float('count', 'the same of 15 minutes'),
    n_cpus: integer('count', 'processors'),
    uptime: integer('s', 'since its start'),
    boot_time: integer('s', 'its start, seconds since 1970'),
    boot_id: text('another one after every start'),
  },
};

const mem: MeasurementSpec = {
  name: 'mem',
  help: 'Memory of the machine.',
  by: BY,
  tags: OF_HOST,
  fields: {
    total: integer('B', 'all of it'),
    available: integer('B', 'what programs may still have'),
    used_percent: float('%', 'in use'),
    free: integer('B', 'in no use at all'),
    buffered: integer('B', 'of disks, in buffers'),
    cached: integer('B', 'of files, kept'),
    swap_total: integer('B', 'swap space'),
    swap_free: integer('B', 'swap space that is free'),
  },
};

const disk: MeasurementSpec = {
  name: 'disk',
  help: 'A file system; of the collector, the one that its data is on.',
  by: `${BY}; collector`,
  tags: { ...OF_HOST, path: 'where it is mounted', device: 'device', fstype: 'its type' },
  fields: {
    total: integer('B', 'size'),
    free: integer('B', 'what people without privileges may still have'),
    used: integer('B', 'in use'),
    used_percent: float('%', 'in use, as df has it'),
    inodes_total: integer('count', 'files that it can have'),
    inodes_free: integer('count', 'files that it can still have'),
    inodes_used_percent: float('%', 'files that it has, of those it can have'),
    read_only: truth('whether nothing can be written'),
  },
};

const net: MeasurementSpec = {
  name: 'net',
  help: 'An interface of the machine.',
  by: BY,
  tags: { ...OF_HOST, interface: 'its name' },
  fields: {
    bytes_recv: integer('B', 'received'),
    bytes_sent: integer('B', 'sent'),
    packets_recv: integer('count', 'packets received'),
    packets_sent: integer('count', 'packets sent'),
    err_in: integer('count', 'received with errors'),
    err_out: integer('count', 'not sent for errors'),
    drop_in: integer('count', 'received and dropped'),
    drop_out: integer('count', 'dropped instead of being sent'),
    in_bps: float('bit/s', 'received'),
    out_bps: float('bit/s', 'sent'),
    carrier: truth('whether its link is up'),
    carrier_changes: integer('count', 'how often its link came or went'),
    speed: integer('Mbit/s', 'speed of the link'),
  },
};

const temp: MeasurementSpec = {
  name: 'temp',
  help: 'A thermometer of the machine.',
  by: BY,
  tags: { ...OF_HOST, sensor: 'its type and zone' },
  fields: { temp: float('°C', 'temperature') },
};

const defaultRoute: MeasurementSpec = {
  name: 'default_route',
  help: 'The way out of the machine.',
  by: BY,
  tags: {
    ...OF_HOST,
    family: '`ipv4` or `ipv6`',
    interface: 'interface that it goes by',
    gateway: 'gateway',
  },
  fields: {
    present: truth('whether there is one'),
    metric: integer('count', 'metric of the route; the lowest is used'),
    gateway_known: truth('whether the gateway answers on its link (ARP)'),
  },
};

const clock: MeasurementSpec = {
  name: 'clock',
  help: 'The machine’s clock against a time server (NTP, RFC 5905).',
  by: BY,
  tags: {
    ...OF_HOST,
    role: 'word of the probe rule',
    server: 'time server',
    result: 'outcome in one word',
  },
  fields: {
    offset_ms: float('ms', 'to be added to the clock to have the server’s'),
    delay_ms: float('ms', 'there and back'),
    stratum: integer('count', 'how far the server is from a reference clock'),
    result_code: integer('code', '0 success, 1 timeout, 2 not reached, 3 the server does not know the time'),
  },
};

export const MACHINE_MEASUREMENTS: readonly MeasurementSpec[] = [
  agent,
  cpu,
  system,
  mem,
  disk,
  net,
  temp,
  defaultRoute,
  clock,
];
