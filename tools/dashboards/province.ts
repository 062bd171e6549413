import type { DashboardSpec } from './grafana.ts';
import {
  COMMUNE,
  chart,
  DISTRICT,
  INVENTORY_STEP,
  OF_SITES,
  over,
  REACH,
  STATE_WORDS,
  siteVariable,
  stat,
  table,
  timeline,
} from './parts.ts';

const WORST = 10;

/** The worst of sites by the mean of a field: `worst` is highest. */
const highest = (measurement: string, field: string) =>
  `SELECT TOP("worst", "site", ${WORST}) FROM (SELECT MEAN("${field}") AS "worst" FROM "${measurement}" ` +
  `WHERE $timeFilter AND ${REACH} GROUP BY "site")`;

/** How many sites have a state, now. */
const countNow = (code: string) =>
  `SELECT COUNT("code") FROM (SELECT LAST("state_code") AS "code" FROM "site_info" ` +
  `WHERE $timeFilter AND ${OF_SITES} GROUP BY "site") WHERE "code" = ${code}`;

/** The same, step by step. */
const countOver = (code: string) =>
  `SELECT COUNT("code") FROM (SELECT LAST("state_code") AS "code" FROM "site_info" ` +
  `WHERE $timeFilter AND ${OF_SITES} GROUP BY time($__interval), "site" fill(none)) ` +
  `WHERE $timeFilter AND "code" = ${code} GROUP BY time($__interval) fill(0)`;

/** Of all lines together. */
const sumOfLines = (field: string) =>
  `SELECT SUM("bps") FROM (SELECT MEAN("${field}") AS "bps" FROM "interface" ` +
  `WHERE $timeFilter AND "line" != '' AND ${OF_SITES} GROUP BY time($__interval), "line" fill(none)) ` +
  'WHERE $timeFilter GROUP BY time($__interval) fill(none)';

export const province: DashboardSpec = {
  uid: 'canhmang-province',
  title: 'Toàn tỉnh',
  description: 'Trạng thái các điểm kết nối, chất lượng và lưu lượng của mạng truyền số liệu chuyên dùng.',
  variables: [DISTRICT, COMMUNE, siteVariable(true)],
  panels: [
    stat({
      title: 'Điểm kết nối theo trạng thái',
      width: 24,
      queries: STATE_WORDS.map(({ value, text }) => ({ query: countNow(value), alias: text })),
    }),
    chart({
      title: 'Số điểm không hoạt động bình thường',
      interval: INVENTORY_STEP,
      min: 0,
      queries: STATE_WORDS.slice(1).map(({ value, text }) => ({ query: countOver(value), alias: text })),
    }),
    chart({
      title: 'Lưu lượng các đường truyền',
      unit: 'bps',
      interval: INVENTORY_STEP,
      min: 0,
      queries: [
        { query: sumOfLines('in_bps'), alias: 'Chiều về' },
        { query: sumOfLines('out_bps'), alias: 'Chiều đi' },
      ],
    }),
    table({
      title: 'Mất gói nhiều nhất',
      description: 'Trung bình trong khoảng thời gian đã chọn, đo từ trung tâm.',
      unit: 'percent',
      queries: [
        { query: highest('stamp', 'loss_percent') },
        { query: highest('ping', 'percent_packet_loss') },
      ],
    }),
    table({
      title: 'Thời gian khứ hồi cao nhất',
      description: 'Trung bình trong khoảng thời gian đã chọn, đo từ trung tâm.',
      unit: 'ms',
      queries: [{ query: highest('stamp', 'rtt_avg_ms') }, { query: highest('ping', 'average_response_ms') }],
    }),
    timeline({
      title: 'Trạng thái theo thời gian',
      height: 24,
      interval: INVENTORY_STEP,
      words: STATE_WORDS,
      queries: [
        {
          query: over({ measurement: 'site_info', of: 'LAST("state_code")', where: OF_SITES, by: ['site'] }),
          alias: '$tag_site',
        },
      ],
    }),
  ],
};
