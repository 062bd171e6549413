/** The sites on the map. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../collector/api/types.ts';
import type { Project } from '../lib/projection.ts';
import { rank } from '../lib/state.ts';
import css from './province-map.module.css';
import { StateGlyph } from './state-mark.tsx';
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
  hovered: Hovered | null;
  onHover: (hovered: Hovered | null) => void;
}

/** One link for each site. Tab stops only at trouble: a hundred stops would keep everybody from what follows. */
export function MapMarks({ placed, view, hovered, onHover }: MapMarksProps) {
  const { t } = useTranslation();
  const growth = view.isWhole ? 1 : ZOOMED_GROWTH;
  return placed.map((each) => {
    const { site, x, y } = each;
    const size = (site.state === 'up' ? CALM_SIZE : TROUBLE_SIZE) * growth * view.shrink * view.scale;
    return (
      <Link
        key={site.id}
        to="/sites/$siteId"
        params={{ siteId: site.id }}
        className={css.mark}
        tabIndex={site.state === 'up' ? -1 : 0}
        aria-label={`${site.name}: ${t(`state.${site.state}`)}`}
        draggable={false}
        onClick={(event) => {
          if (view.wasDragged()) event.preventDefault();
        }}
        onPointerEnter={() => onHover(each)}
        onPointerLeave={() => onHover(null)}
        onFocus={() => onHover(each)}
        onBlur={() => onHover(null)}
      >
        <g transform={`translate(${x} ${y}) scale(${size})`} data-state={site.state}>
          <circle r={TARGET_RADIUS} className={css.target} />
          <circle
            r={site.state === 'up' ? 6.2 : 9}
            className={css.halo}
            data-on={hovered?.site.id === site.id}
          />
          <StateGlyph state={site.state} />
        </g>
      </Link>
    );
  });
}
