/** Video-conference rooms as the API shows them: state, quality now, codec, the lines of their site. */
import { subjectId } from '../../model/state.ts';
import type { LatestValue } from '../store/metric-store.ts';
import { lineRow } from './equipment-rows.ts';
import type { ApiContext } from './resource.ts';
import { iso } from './resource.ts';
import { asNumber, latestRounds, NO_ROUND } from './site-rows.ts';
import type { RoomCodec, RoomRow } from './types/rooms.ts';

/** Codecs are asked more rarely than lines: older than this, the answer says nothing of the present. */
const FRESH_CODEC_MS = 5 * 60_000;

/** Of all rooms, or those of one site. */
export function roomRows(context: ApiContext, siteId?: string): RoomRow[] {
  const { config, tracker, store, plan, now } = context;
  const rounds = latestRounds(store, 'room', 'room', now());
  const codecs = latestCodecs(context);
  return config.inventory.rooms
    .filter((room) => siteId === undefined || room.site === siteId)
    .map((room) => {
      const subject = subjectId('room', room.id);
      const record = tracker.get(subject);
      return {
        id: room.id,
        name: room.name,
        level: room.level,
        site: room.site,
        state: record?.state ?? 'unknown',
        maintenance: plan.plannedUntil(subject, now()) !== undefined,
        since: iso(record?.sinceMs ?? now()),
        ...(rounds.get(room.id) ?? NO_ROUND),
        codec: codecs.get(room.id) ?? null,
        lines: config.inventory.lines
          .filter((line) => line.site === room.site)
          .map((line) => lineRow(line, context)),
      };
    });
}

/** By room, of the newest answer whichever protocol it came by. */
function latestCodecs({ store, now }: ApiContext): Map<string, RoomCodec> {
  const newest = new Map<string, LatestValue[]>();
  for (const value of store.latest('videoconf', {})) {
    const room = value.tags.room;
    if (room === undefined || now() - value.timeMs > FRESH_CODEC_MS) continue;
    const known = newest.get(room) ?? [];
    const [first] = known;
    if (first === undefined || value.timeMs > first.timeMs) newest.set(room, [value]);
    else if (value.timeMs === first.timeMs) known.push(value);
  }
  return new Map([...newest].map(([room, values]) => [room, codecOf(values)]));
}

function codecOf(values: readonly LatestValue[]): RoomCodec {
  const field = (name: string) => values.find((value) => value.field === name)?.value;
  const inCall = field('in_call');
  return {
    reachable: field('reachable') === true,
    inCall: typeof inCall === 'boolean' ? inCall : null,
    callRateKbps: asNumber(field('call_rate_kbps')),
  };
}
