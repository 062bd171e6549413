import type { DashboardSpec } from './grafana.ts';
import { chart, last, over, rateOf, stat, table, YES_NO } from './parts.ts';

const own = (of: string, alias: string) => ({ query: over({ measurement: 'collector', of }), alias });
const perAgent = (of: string, alias = '$tag_agent') => ({
  query: over({ measurement: 'agent', of, by: ['agent'] }),
  alias,
});

export const collector: DashboardSpec = {
  uid: 'canhmang-collector',
  title: 'Bộ thu thập và trạm đo',
  description: 'Hệ thống giám sát tự đo mình: bộ thu thập, kho số đo, tin nhắn, các trạm đo.',
  variables: [],
  panels: [
    stat({
      title: 'Kho số đo',
      width: 6,
      words: YES_NO('Không trả lời', 'Trả lời', 'red', 'green'),
      queries: [{ query: last({ measurement: 'collector', fields: ['store_away'], by: ['agent'] }) }],
    }),
    stat({
      title: 'Tin không gửi được',
      width: 6,
      queries: [{ query: last({ measurement: 'collector', fields: ['outbox_dead'], by: ['agent'] }) }],
    }),
    stat({
      title: 'Đĩa đã dùng',
      width: 6,
      unit: 'percent',
      queries: [
        {
          query: last({
            measurement: 'disk',
            fields: ['used_percent'],
            where: `"agent" = 'collector'`,
            by: ['path'],
          }),
        },
      ],
    }),
    stat({
      title: 'Chạy liên tục',
      width: 6,
      unit: 's',
      queries: [{ query: last({ measurement: 'collector', fields: ['uptime'], by: ['agent'] }) }],
    }),
    chart({
      title: 'Số đo nhận mỗi giây',
      min: 0,
      interval: '1m',
      queries: [
        own(rateOf('ingest_points'), 'Số đo'),
        own(rateOf('ingest_refused_lines'), 'Dòng bị từ chối'),
        own(rateOf('ingest_duplicates'), 'Lô gửi lại'),
      ],
    }),
    chart({
      title: 'Chờ xử lý',
      min: 0,
      interval: '1m',
      queries: [
        own('MAX("ingest_waiting_values")', 'Chờ kho và sổ trạng thái'),
        own('MAX("store_backlog")', 'Chưa lưu xong'),
        own('MAX("outbox_pending")', 'Tin chờ gửi'),
      ],
    }),
    chart({
      title: 'Nhật ký tiếp nhận',
      unit: 'bytes',
      min: 0,
      interval: '1m',
      queries: [own('MAX("ingest_log_bytes")', 'Trên đĩa')],
    }),
    chart({
      title: 'CPU của bộ thu thập',
      unit: 'percent',
      min: 0,
      interval: '1m',
      queries: [own('MEAN("cpu_percent")', 'Của một lõi')],
    }),
    chart({
      title: 'Bộ nhớ',
      unit: 'bytes',
      min: 0,
      interval: '1m',
      queries: [own('MAX("rss_bytes")', 'Bộ thu thập'), perAgent('MAX("rss_bytes")', 'Trạm $tag_agent')],
    }),
    chart({
      title: 'Người xem trực tiếp',
      min: 0,
      interval: '1m',
      queries: [own('MAX("listeners")', 'Trang đang mở')],
    }),
    chart({
      title: 'Trạm đo: số đo chờ gửi lâu nhất',
      unit: 's',
      min: 0,
      queries: [perAgent('MAX("spool_oldest_s")')],
    }),
    chart({ title: 'Trạm đo: lệch đồng hồ', unit: 'ms', queries: [perAgent('MEAN("clock_offset_ms")')] }),
    chart({
      title: 'Trạm đo: vòng đo bắt đầu trễ',
      unit: 'ms',
      min: 0,
      queries: [perAgent('MAX("probe_lag_ms")')],
    }),
    table({
      title: 'Trạm đo',
      queries: [
        {
          query: last({
            measurement: 'agent',
            fields: ['version', 'spool_backlog', 'spool_lost_points', 'overruns', 'cpu_percent'],
            by: ['agent', 'site'],
          }),
        },
      ],
    }),
  ],
};
