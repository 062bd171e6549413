import type { DashboardSpec } from './grafana.ts';
import { CARRIER, chart, DISTRICT, LINE, last, over, rateOf, table, timeline } from './parts.ts';

const OF_LINES = '"line" =~ /^$line$/';
/** The sites that the lines lead to: loss and delay are measured there. */
const OF_LINE_SITES = `"role" = 'reach' AND "site" =~ /^$line_site$/`;

const perLine = (of: string, alias: string) => ({
  query: over({ measurement: 'interface', of, where: OF_LINES, by: ['line'] }),
  alias: `${alias} $tag_line`,
});

const percentile = (field: string) =>
  `SELECT PERCENTILE("${field}", 95) AS "${field}" FROM "interface" WHERE $timeFilter AND ${OF_LINES} GROUP BY "line"`;

const atSite = (measurement: string, field: string) => ({
  query: over({ measurement, of: `MEAN("${field}")`, where: OF_LINE_SITES, by: ['site'] }),
  alias: '$tag_site',
});

export const line: DashboardSpec = {
  uid: 'canhmang-line',
  title: 'Đường truyền',
  description: 'Đường truyền theo nhà mạng: mức sử dụng so với hợp đồng, lỗi, chất lượng.',
  variables: [
    DISTRICT,
    CARRIER,
    LINE,
    {
      name: 'line_site',
      label: 'Điểm kết nối',
      query: `SHOW TAG VALUES FROM "line_info" WITH KEY = "site" WHERE ${OF_LINES}`,
      multi: true,
      hidden: true,
    },
  ],
  panels: [
    chart({
      title: 'Mức sử dụng so với hợp đồng',
      unit: 'percent',
      min: 0,
      queries: [
        perLine('MEAN("in_utilisation")', 'Chiều về'),
        perLine('MEAN("out_utilisation")', 'Chiều đi'),
      ],
    }),
    chart({
      title: 'Lưu lượng',
      unit: 'bps',
      min: 0,
      queries: [perLine('MEAN("in_bps")', 'Chiều về'), perLine('MEAN("out_bps")', 'Chiều đi')],
    }),
    table({
      title: 'Hợp đồng',
      queries: [
        {
          query: last({
            measurement: 'line_info',
            fields: ['carrier', 'bandwidth_bps', 'target_percent'],
            where: OF_LINES,
            by: ['line'],
          }),
        },
      ],
    }),
    table({
      title: 'Bách phân vị thứ 95 của lưu lượng',
      unit: 'bps',
      queries: [{ query: percentile('in_bps') }, { query: percentile('out_bps') }],
    }),
    chart({
      title: 'Lỗi và gói bị loại mỗi giây',
      unit: 'pps',
      min: 0,
      queries: [
        perLine(rateOf('ifInErrors'), 'Lỗi vào'),
        perLine(rateOf('ifOutErrors'), 'Lỗi ra'),
        perLine(rateOf('ifInDiscards'), 'Loại vào'),
        perLine(rateOf('ifOutDiscards'), 'Loại ra'),
      ],
    }),
    chart({
      title: 'Mất gói tới điểm kết nối',
      unit: 'percent',
      min: 0,
      queries: [atSite('stamp', 'loss_percent'), atSite('ping', 'percent_packet_loss')],
    }),
    chart({
      title: 'Thời gian khứ hồi tới điểm kết nối',
      unit: 'ms',
      min: 0,
      queries: [atSite('stamp', 'rtt_avg_ms'), atSite('ping', 'average_response_ms')],
    }),
    table({
      title: 'Đo thông lượng gần nhất',
      unit: 'bps',
      queries: [
        {
          query: last({
            measurement: 'throughput',
            fields: ['forward_bps', 'back_bps'],
            where: '"site" =~ /^$line_site$/',
            by: ['site'],
          }),
        },
      ],
    }),
    timeline({
      title: 'Trạng thái cổng',
      words: [
        { value: '1', text: 'Đang nối', color: 'green' },
        { value: '2', text: 'Ngắt', color: 'red' },
      ],
      queries: [perLine('LAST("ifOperStatus")', '')],
    }),
  ],
};
