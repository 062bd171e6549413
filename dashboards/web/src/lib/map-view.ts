/** From boundaries and sites to what the map draws. Pure. */
import type { SiteRow } from '../../../../collector/api/types/sites.ts';
import {
  type Box,
  boundingBox,
  labelPoint,
  labelPointAround,
  middleLatitude,
  type Point,
  type Project,
  projection,
  type Ring,
  ringsPath,
} from './projection.ts';
import { vietnameseOrder } from './search.ts';

export interface Boundaries {
  features: {
    properties: { code: string; name_vi: string };
    geometry: { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] };
  }[];
}

export interface District {
  readonly code: string;
  readonly name: string;
  readonly path: string;
  /** The largest of its rings, where its name belongs. */
  readonly ring: readonly Point[];
  readonly box: Box;
}

export interface BaseMap {
  readonly project: Project;
  readonly districts: readonly District[];
  readonly box: Box;
}

/** Projects the boundaries once; everything else on the map uses the same projection. */
export function baseMap(boundaries: Boundaries): BaseMap {
  const shapes = boundaries.features.map(({ properties, geometry }) => ({
    code: properties.code,
    name: properties.name_vi,
    rings: geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat(),
  }));
  const project = projection(middleLatitude(shapes.flatMap((shape) => shape.rings)));
  const districts = shapes.map(({ code, name, rings }) => {
    const projected = rings.map((ring) => ring.map(([longitude, latitude]) => project(longitude, latitude)));
    const largest = projected.reduce(
      (a, b) => (area(boundingBox(b)) > area(boundingBox(a)) ? b : a),
      projected[0] ?? [],
    );
    return {
      code,
      name,
      path: ringsPath(projected),
      ring: largest,
      box: boundingBox(projected.flat()),
    };
  });
  const corners = districts.flatMap(({ box }): Point[] => [
    [box.x, box.y],
    [box.x + box.width, box.y + box.height],
  ]);
  return { project, districts, box: boundingBox(corners) };
}

function area(box: Box): number {
  return box.width * box.height;
}

const PREFIX = /^(Thành phố|Thị xã|Huyện|Tỉnh)\s+/u;

/** Average advance of a letter in a label, in pixels: only to tell whether a name fits at all. */
const LETTER_PIXELS = 7;
/** A name in a district that is not this many times as wide would hide the marks there. */
const FITTING = 2.2;
/** How far outside of a small district its name may stand, and what it keeps free of marks, in pixels. */
const REACH_PIXELS = 48;
const ROOM_PIXELS = 14;
/** Finer than this a label's place is not chosen. */
const THINNING_PIXELS = 10;

/**
 * Where each district's name stands, clear of the marks and of each other; by code. `scale` is how many map units a
 * pixel of a label is.
 */
export function placeLabels(base: BaseMap, marks: readonly Point[], scale: number): Map<string, Point> {
  const taken = thinned(marks, THINNING_PIXELS * scale);
  const places = new Map<string, Point>();
  // The large ones first: they have to stand on their own ground, the small ones take what is left around theirs.
  for (const { code, name, box, ring } of base.districts.toSorted((a, b) => area(b.box) - area(a.box))) {
    const width = labelText(name).length * LETTER_PIXELS * scale;
    const isTooSmall = box.width < width * FITTING;
    const point = isTooSmall
      ? labelPointAround(ring, taken, REACH_PIXELS * scale, ROOM_PIXELS * scale)
      : labelPoint(ring, taken);
    const x = Math.min(Math.max(point[0], base.box.x + width / 2), base.box.x + base.box.width - width / 2);
    places.set(code, [x, point[1]]);
    // Beyond its ends too: another label is judged by its middle, and reaches half its width to each side.
    for (const share of [-0.75, -1 / 3, 0, 1 / 3, 0.75]) taken.push([x + share * width, point[1]]);
  }
  return places;
}

/** One point of each square: of ten thousand marks most lie on others, and labels keep clear of those once. */
function thinned(points: readonly Point[], side: number): Point[] {
  const squares = new Map<string, Point>();
  for (const point of points) {
    const square = `${Math.floor(point[0] / side)} ${Math.floor(point[1] / side)}`;
    if (!squares.has(square)) squares.set(square, point);
  }
  return [...squares.values()];
}

/** "Huyện Trấn Yên" as a map writes it: "Trấn Yên". */
export function labelText(name: string): string {
  return name.normalize('NFC').replace(PREFIX, '');
}

/** The inventory's spelling where it has one: the boundaries' source writes some names differently. */
export function withNames(
  base: BaseMap,
  sites: readonly Pick<SiteRow, 'district' | 'districtName'>[],
): BaseMap {
  const names = new Map(sites.map((site) => [site.district, site.districtName]));
  const byName = vietnameseOrder();
  const districts = base.districts
    .map((district) => ({ ...district, name: names.get(district.code) ?? district.name }))
    .sort((a, b) => byName(labelText(a.name), labelText(b.name)));
  return { ...base, districts };
}
