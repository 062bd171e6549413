import type { DashboardSpec } from './grafana.ts';
import {
  COMMUNE,
  chart,
  DISTRICT,
  INVENTORY_STEP,
  last,
  OF_SITES,
  over,
  STATE_WORDS,
  siteVariable,
  stat,
  table,
  timeline,
  YES_NO,
} from './parts.ts';

const packets = (stampField: string, pingField: string) => [
  {
    query: over({
      measurement: 'stamp',
      of: `MEAN("${stampField}")`,
      where: OF_SITES,
      by: ['agent', 'role'],
    }),
    alias: 'STAMP $tag_role ($tag_agent)',
  },
  {
    query: over({ measurement: 'ping', of: `MEAN("${pingField}")`, where: OF_SITES, by: ['agent', 'role'] }),
    alias: 'Ping $tag_role ($tag_agent)',
  },
];

const perInterface = (field: string, alias: string) => ({
  query: over({
    measurement: 'interface',
    of: `MEAN("${field}")`,
    where: OF_SITES,
    by: ['device', 'ifName'],
  }),
  alias: `${alias} $tag_device $tag_ifName`,
});

const perDevice = (field: string, alias: string) => ({
  query: over({ measurement: 'snmp', of: `MEAN("${field}")`, where: OF_SITES, by: ['device'] }),
  alias: `${alias} $tag_device`,
});

export const site: DashboardSpec = {
  uid: 'canhmang-site',
  title: 'Điểm kết nối',
  description: 'Một điểm kết nối: trạng thái, chất lượng, lưu lượng, thiết bị, nguồn điện.',
  variables: [DISTRICT, COMMUNE, siteVariable(false)],
  panels: [
    stat({
      title: 'Trạng thái',
      width: 6,
      words: STATE_WORDS,
      queries: [
        { query: last({ measurement: 'site_info', fields: ['state_code'], where: OF_SITES, by: ['site'] }) },
      ],
    }),
    timeline({
      title: 'Trạng thái theo thời gian',
      width: 18,
      height: 4,
      interval: INVENTORY_STEP,
      words: STATE_WORDS,
      queries: [
        {
          query: over({ measurement: 'site_info', of: 'LAST("state_code")', where: OF_SITES, by: ['site'] }),
          alias: '$tag_site',
        },
      ],
    }),
    chart({
      title: 'Thời gian khứ hồi (RTT)',
      unit: 'ms',
      min: 0,
      queries: packets('rtt_avg_ms', 'average_response_ms'),
    }),
    chart({
      title: 'Mất gói',
      unit: 'percent',
      min: 0,
      max: 100,
      queries: packets('loss_percent', 'percent_packet_loss'),
    }),
    chart({
      title: 'Biến thiên độ trễ',
      unit: 'ms',
      min: 0,
      queries: packets('jitter_back_ms', 'jitter_ms'),
    }),
    chart({
      title: 'Lưu lượng theo giao diện',
      unit: 'bps',
      min: 0,
      queries: [perInterface('in_bps', 'Vào'), perInterface('out_bps', 'Ra')],
    }),
    chart({
      title: 'CPU và bộ nhớ của thiết bị',
      unit: 'percent',
      min: 0,
      max: 100,
      queries: [perDevice('cpu_percent', 'CPU'), perDevice('memory_percent', 'Bộ nhớ')],
    }),
    chart({
      title: 'Nhiệt độ thiết bị',
      unit: 'celsius',
      queries: [perDevice('temperature_c', '')],
    }),
    table({
      title: 'Nguồn dự phòng (UPS)',
      words: YES_NO('Đang dùng ắc quy', 'Có điện lưới', 'red', 'green'),
      queries: [
        {
          query: last({
            measurement: 'ups',
            fields: ['on_battery', 'charge_percent', 'minutes_remaining', 'load_percent'],
            where: OF_SITES,
            by: ['device'],
          }),
        },
      ],
    }),
    table({
      title: 'Thiết bị lân cận',
      queries: [
        {
          query: last({
            measurement: 'device_neighbour',
            fields: ['name', 'port', 'address'],
            where: OF_SITES,
            by: ['device', 'local_port'],
          }),
        },
      ],
    }),
  ],
};
