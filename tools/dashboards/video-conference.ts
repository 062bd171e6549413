import type { DashboardSpec } from './grafana.ts';
import {
  chart,
  DISTRICT,
  INVENTORY_STEP,
  last,
  over,
  ROOM,
  STATE_WORDS,
  stat,
  table,
  timeline,
  YES_NO,
} from './parts.ts';

const OF_ROOMS = '"room" =~ /^$room$/';

const perRoom = (measurement: string, field: string) => ({
  query: over({ measurement, of: `MEAN("${field}")`, where: OF_ROOMS, by: ['room'] }),
  alias: '$tag_room',
});

export const videoConference: DashboardSpec = {
  uid: 'canhmang-video-conference',
  title: 'Truyền hình hội nghị',
  description: 'Các điểm cầu: sẵn sàng hay không, chất lượng trên đường và trong cuộc họp.',
  variables: [DISTRICT, ROOM],
  panels: [
    stat({
      title: 'Trạng thái điểm cầu',
      width: 24,
      height: 6,
      words: STATE_WORDS,
      queries: [
        {
          query: last({ measurement: 'room_info', fields: ['state_code'], where: OF_ROOMS, by: ['room'] }),
          alias: '$tag_room',
        },
      ],
    }),
    timeline({
      title: 'Trạng thái theo thời gian',
      interval: INVENTORY_STEP,
      words: STATE_WORDS,
      queries: [
        {
          query: over({ measurement: 'room_info', of: 'LAST("state_code")', where: OF_ROOMS, by: ['room'] }),
          alias: '$tag_room',
        },
      ],
    }),
    table({
      title: 'Thiết bị đầu cuối',
      words: YES_NO('Có', 'Không', 'green', 'red'),
      queries: [
        {
          query: last({
            measurement: 'videoconf',
            fields: ['reachable', 'in_call', 'call_rate_kbps', 'response_ms'],
            where: OF_ROOMS,
            by: ['room', 'protocol'],
          }),
        },
      ],
    }),
    chart({ title: 'Chất lượng thoại (MOS)', min: 1, max: 5, queries: [perRoom('stamp', 'mos')] }),
    chart({
      title: 'Mất gói trên đường',
      unit: 'percent',
      min: 0,
      queries: [perRoom('stamp', 'loss_percent')],
    }),
    chart({
      title: 'Biến thiên độ trễ trên đường',
      unit: 'ms',
      min: 0,
      queries: [perRoom('stamp', 'jitter_forward_ms'), perRoom('stamp', 'jitter_back_ms')],
    }),
    chart({
      title: 'Mất gói trong cuộc họp',
      unit: 'percent',
      min: 0,
      queries: [perRoom('videoconf', 'loss_percent')],
    }),
    chart({
      title: 'Biến thiên độ trễ trong cuộc họp',
      unit: 'ms',
      min: 0,
      queries: [perRoom('videoconf', 'jitter_ms')],
    }),
  ],
};
