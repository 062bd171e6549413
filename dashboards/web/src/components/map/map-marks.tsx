/** The sites on the map. */
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type MouseEvent, memo, type SyntheticEvent, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import type { State } from '../../../../../model/state.ts';
import type { Project } from '../../lib/projection.ts';
import { rank } from '../../lib/state.ts';
import { StateGlyph } from '../parts/state-mark.tsx';
import css from './province-map.module.css';
import type { MapView } from './use-map-view.ts';

export interface PlacedSite {
  readonly site: SiteRow;
  readonly x: number;
  readonly y: number;
}

export type Hovered = PlacedSite;

/** Sites that have coordinates, the worst last: what is drawn last lies on top. */
export function placeSites(sites: readonly SiteRow[], project: Project): PlacedSite[] {
  return sites
    .flatMap((site) => {
      if (site.latitude === null || site.longitude === null) return [];
      const [x, y] = project(site.longitude, site.latitude);
      return [{ site, x, y }];
    })
    .sort((a, b) => rank(b.site.state) - rank(a.site.state));
}

/** Sizes in pixels by glyph unit: calm sites are small, so that trouble stands out; both grow a little when zoomed. */
const CALM_SIZE = 0.82;
const TROUBLE_SIZE = 1.25;
const ZOOMED_GROWTH = 1.3;
/** Radius of the area that answers to a pointer, in glyph units. */
const TARGET_RADIUS = 9;

export interface MapMarksProps {
  placed: readonly PlacedSite[];
  view: MapView;
  onHover: (hovered: Hovered | null) => void;
}

/**
 * One link for each site, and one set of handlers for all of them: ten thousand of the router's links would take
 * seconds. Tab stops only at trouble: a hundred stops would keep everybody from what follows.
 */
export function MapMarks({ placed, view, onHover }: MapMarksProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const router = useRouter();
  const byId = useMemo(() => new Map(placed.map((each) => [each.site.id, each])), [placed]);
  const unit = (view.isWhole ? 1 : ZOOMED_GROWTH) * view.shrink * view.scale;

  const marks = useMemo(
    () =>
      placed.map(({ site, x, y }) => (
        <Mark
          key={site.id}
          id={site.id}
          label={`${site.name}: ${t(`state.${site.state}`)}`}
          state={site.state}
          x={x}
          y={y}
          unit={unit}
        />
      )),
    [placed, unit, t],
  );

  const open = (event: MouseEvent) => {
    const hit = siteAt(event);
    if (hit === undefined) return;
    if (view.wasDragged()) event.preventDefault();
    // Another tab or window is the browser's business.
    else if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void navigate({ to: '/sites/$siteId', params: { siteId: hit } });
    }
  };
  const enter = (event: SyntheticEvent) => {
    const hit = siteAt(event);
    if (hit === undefined) return;
    onHover(byId.get(hit) ?? null);
    void router.preloadRoute({ to: '/sites/$siteId', params: { siteId: hit } });
  };
  const leave = () => onHover(null);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links inside are what is operated, by keyboard too.
    <g onClick={open} onMouseOver={enter} onMouseOut={leave} onFocus={enter} onBlur={leave}>
      {marks}
    </g>
  );
}

/** The site whose mark an event happened on. */
function siteAt({ target }: SyntheticEvent): string | undefined {
  const link = target instanceof Element ? target.closest<SVGAElement>('a[data-site]') : null;
  return link?.dataset.site;
}

interface MarkProps {
  id: string;
  label: string;
  state: State;
  x: number;
  y: number;
  /** Map units a pixel, with what marks grow by. */
  unit: number;
}

/** Drawn anew only when something about it changes: events change a few of many. */
const Mark = memo(function Mark({ id, label, state, x, y, unit }: MarkProps) {
  const size = (state === 'up' ? CALM_SIZE : TROUBLE_SIZE) * unit;
  return (
    <a
      href={`/sites/${encodeURIComponent(id)}`}
      data-site={id}
      className={css.mark}
      tabIndex={state === 'up' ? -1 : 0}
      aria-label={label}
      draggable={false}
    >
      <g transform={`translate(${x} ${y}) scale(${size})`} data-state={state}>
        <circle r={TARGET_RADIUS} className={css.target} />
        <circle r={state === 'up' ? 6.2 : 9} className={css.halo} />
        <StateGlyph state={state} />
      </g>
    </a>
  );
});
