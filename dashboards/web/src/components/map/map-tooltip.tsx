/** What a mark on the map stands for. */
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { SECOND } from '../../lib/time.ts';
import { StateLabel } from '../parts/state-mark.tsx';
import type { Hovered } from './map-marks.tsx';
import css from './province-map.module.css';
import type { MapView } from './use-map-view.ts';

/** Keeps the box within the frame: marks stand at its edges too. */
const HALF_WIDTH = 120;

/** Drawn over the map, beside the mark that the pointer or the focus is on. */
export function MapTooltip({ hovered, view, width }: { hovered: Hovered; view: MapView; width: number }) {
  const format = useFormat();
  const now = useNow(10 * SECOND);
  const { site } = hovered;
  const left = (hovered.x - view.box.x) / view.scale;
  const top = (hovered.y - view.box.y) / view.scale;
  const isBelow = top < 110;
  return (
    <div
      className={css.tooltip}
      role="tooltip"
      data-below={isBelow}
      style={{ left: Math.min(Math.max(left, HALF_WIDTH), Math.max(width - HALF_WIDTH, HALF_WIDTH)), top }}
    >
      <strong>{site.name}</strong>
      <span className={css.tooltipUnit}>
        {site.shortName} · {site.unitName}
      </span>
      <span className={css.tooltipState}>
        <StateLabel state={site.state} /> {format.duration(now - Date.parse(site.since))}
      </span>
      {site.rttMs !== null && (
        <span className={css.tooltipUnit}>
          RTT {format.milliseconds(site.rttMs)}
          {site.lossPercent !== null && ` · ${format.loss(site.lossPercent)}`}
        </span>
      )}
    </div>
  );
}
