/** The map of the wallboard: nobody points at it, so that the names of what fails stand beside the marks. */
import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import { type BaseMap, withNames } from '../../lib/map-view.ts';
import { fitRatio, type Point, padBox } from '../../lib/projection.ts';
import { type Callout, DISTRICT_GROUND, placeCallouts } from '../../lib/wallboard.ts';
import { MapDistricts } from '../map/map-districts.tsx';
import { MapMarks, placeSites } from '../map/map-marks.tsx';
import type { MapView } from '../map/use-map-view.ts';
import css from './wall-map.module.css';

/** Room around the whole province, as a share of its longer side. */
const PROVINCE_GROUND = 0.025;
/** A map of this height has marks and names in their own size; those of a larger one grow with it. Pixels. */
const PLAIN_HEIGHT = 640;
const CALLOUT_PIXELS = 13.5;

const nothing = () => {};
const STILL = {
  show: nothing,
  showWhole: nothing,
  zoomIn: nothing,
  zoomOut: nothing,
  wasDragged: () => true,
  handlers: {
    onPointerDown: nothing,
    onPointerMove: nothing,
    onPointerUp: nothing,
    onPointerCancel: nothing,
  },
} as const;

export interface WallMapProps {
  base: BaseMap;
  sites: readonly SiteRow[];
  /** Code of the district that is shown; `undefined`: the whole province. */
  district: string | undefined;
}

/** Fills its parent. */
export function WallMap({ base, sites, district }: WallMapProps) {
  const { t } = useTranslation();
  const { ref, width, height } = useElementSize();
  const named = useMemo(() => withNames(base, sites), [base, sites]);
  const placed = useMemo(() => placeSites(sites, base.project), [sites, base]);
  const marks = useMemo(() => placed.map(({ x, y }): Point => [x, y]), [placed]);
  const view = wallView(named, district, width || 1600, height || 900);
  const callouts = useMemo(() => {
    const unit = view.scale * view.shrink;
    const { box } = view;
    const isIn = ({ x, y }: { x: number; y: number }) =>
      x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
    // In a district all have their names: nobody points at a mark to learn it.
    const wanted = placed.filter(
      (mark) => isIn(mark) && (mark.site.state !== 'up' || mark.site.district === district),
    );
    return placeCallouts(
      wanted.map(({ site, x, y }) => ({ site, x, y, text: calloutText(site) })),
      unit,
      box.x + box.width,
    );
  }, [placed, view, district]);
  const states = useMemo(() => new Map(sites.map((site) => [site.id, site.state])), [sites]);
  return (
    <div className={css.frame} ref={ref}>
      {width > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: HTML has no element for a group inside a drawing.
        <svg
          className={css.map}
          viewBox={`${view.box.x} ${view.box.y} ${view.box.width} ${view.box.height}`}
          role="group"
          aria-label={t('map.title')}
        >
          <MapDistricts base={named} view={view} marks={marks} onDistrict={nothing} />
          <MapMarks placed={placed} view={view} onHover={nothing} />
          <g>
            {callouts.map((callout) => (
              <Name key={callout.id} callout={callout} view={view} state={states.get(callout.id)} />
            ))}
          </g>
        </svg>
      )}
    </div>
  );
}

function Name({ callout, view, state }: { callout: Callout; view: MapView; state: string | undefined }) {
  const unit = view.scale * view.shrink;
  return (
    <text
      x={callout.x}
      y={callout.y}
      textAnchor={callout.anchor}
      fontSize={CALLOUT_PIXELS * unit}
      strokeWidth={4 * unit}
      className={css.callout}
      data-state={state}
    >
      {callout.text}
    </text>
  );
}

function wallView(base: BaseMap, district: string | undefined, width: number, height: number): MapView {
  const ratio = width / height;
  const whole = fitRatio(padBox(base.box, PROVINCE_GROUND), ratio);
  const shown = base.districts.find(({ code }) => code === district);
  const box = shown === undefined ? whole : fitRatio(padBox(shown.box, DISTRICT_GROUND), ratio);
  return {
    ...STILL,
    box,
    scale: box.width / width,
    wholeScale: whole.width / width,
    shrink: Math.max(1, Math.min(width, height) / PLAIN_HEIGHT),
    isWhole: shown === undefined,
  };
}

/** "xã Chế Cu Nha" of "UBND xã Chế Cu Nha"; a department's name is as long as a district is wide. */
function calloutText({ class: kind, name, shortName }: SiteRow): string {
  return kind === 'commune' || kind === 'district' ? name.replace(/^UBND\s+/u, '') : shortName;
}
