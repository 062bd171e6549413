/** The map's geometry: geographic coordinates to a plane, and the view of it. Pure. */

export type Position = readonly [longitude: number, latitude: number];
export type Point = readonly [x: number, y: number];
export type Ring = readonly Position[];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Project = (longitude: number, latitude: number) => Point;

/** Map units a degree of latitude; a province is about a degree high, so that units come close to pixels. */
const UNITS_PER_DEGREE = 1000;

/**
 * Equirectangular, true to scale at `middleLatitude`: a degree of longitude is shortened by cos(latitude). Over a
 * province the error is far below a pixel. x grows east, y grows south, as a screen does.
 */
export function projection(middleLatitude: number): Project {
  const shortening = Math.cos((middleLatitude * Math.PI) / 180);
  return (longitude, latitude) => [
    longitude * shortening * UNITS_PER_DEGREE,
    (middleLatitude - latitude) * UNITS_PER_DEGREE,
  ];
}

/** The latitude halfway between the northernmost and the southernmost position; 0 for none. */
export function middleLatitude(rings: readonly Ring[]): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const [, latitude] of rings.flat()) {
    low = Math.min(low, latitude);
    high = Math.max(high, latitude);
  }
  return low > high ? 0 : (low + high) / 2;
}

/** The smallest box around all points; an empty box at the origin for none. */
export function boundingBox(points: readonly Point[]): Box {
  if (points.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Grows a box by a share of its longer side, on every side. */
export function padBox(box: Box, share: number): Box {
  const by = Math.max(box.width, box.height) * share;
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by };
}

/** The smallest box of the given width:height ratio around a box, with the same middle. */
export function fitRatio(box: Box, ratio: number): Box {
  const width = Math.max(box.width, box.height * ratio);
  const height = width / ratio;
  return {
    x: box.x + (box.width - width) / 2,
    y: box.y + (box.height - height) / 2,
    width,
    height,
  };
}

/** A box zoomed around its middle; a factor of 2 shows half the width. */
export function zoomBox(box: Box, factor: number): Box {
  const width = box.width / factor;
  const height = box.height / factor;
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}

/** Moves a box so that its middle stays inside `limits`: the map cannot be pushed out of sight. */
export function keepInside(box: Box, limits: Box): Box {
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  return {
    ...box,
    x: clamp(box.x, limits.x - box.width / 2, limits.x + limits.width - box.width / 2),
    y: clamp(box.y, limits.y - box.height / 2, limits.y + limits.height - box.height / 2),
  };
}

/** An SVG path through rings, each closed. */
export function ringsPath(rings: readonly (readonly Point[])[]): string {
  return rings
    .map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`)
    .join('');
}

function isInside(ring: readonly Point[], x: number, y: number): boolean {
  let inside = false;
  for (const [index, [ax, ay]] of ring.entries()) {
    const [bx, by] = ring.at(index - 1) ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function squaredDistanceToEdge(ring: readonly Point[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [index, [ax, ay]] of ring.entries()) {
    const [bx, by] = ring.at(index - 1) ?? [ax, ay];
    const lengthSquared = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = lengthSquared === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / lengthSquared;
    const t = Math.min(1, Math.max(0, along));
    least = Math.min(least, (ax + t * (bx - ax) - x) ** 2 + (ay + t * (by - ay) - y) ** 2);
  }
  return least;
}

/** Steps a side of the search for a label's place: 32 is finer than a label is exact. */
const LABEL_GRID = 32;
/** A label is this much wider than high, so that a mark beside it is nearer than one above it. */
const LABEL_FLATNESS = 3;

/** How much a label outside of its ring is drawn to it, against standing clear of marks. */
const LABEL_PULL = 0.2;

/**
 * Where a label stands best: the point of a grid that is inside the ring and farthest from its edge and from all
 * `obstacles`. The centre of gravity would not do: a district that bends around its neighbour has it outside.
 */
export function labelPoint(ring: readonly Point[], obstacles: readonly Point[] = []): Point {
  return bestOfGrid(boundingBox(ring), (x, y) => {
    if (!isInside(ring, x, y)) return Number.NEGATIVE_INFINITY;
    return Math.min(distanceToNearest(obstacles, x, y), Math.sqrt(squaredDistanceToEdge(ring, x, y)));
  });
}

/**
 * For a ring that is too small for its label: the label may stand outside, up to `reach` away, as near as it can with
 * `room` between it and the obstacles. Both in the units of the plane.
 */
export function labelPointAround(
  ring: readonly Point[],
  obstacles: readonly Point[],
  reach: number,
  room: number,
): Point {
  const own = boundingBox(ring);
  const [middleX, middleY] = [own.x + own.width / 2, own.y + own.height / 2];
  const box = {
    x: own.x - reach,
    y: own.y - reach,
    width: own.width + 2 * reach,
    height: own.height + 2 * reach,
  };
  return bestOfGrid(box, (x, y) => {
    const away = Math.hypot((x - middleX) / LABEL_FLATNESS, y - middleY);
    return Math.min(distanceToNearest(obstacles, x, y), room) - LABEL_PULL * away;
  });
}

/** The point of a grid over a box that has the highest score; the box's middle where none has any. */
function bestOfGrid(box: Box, scoreOf: (x: number, y: number) => number): Point {
  let best: Point = [box.x + box.width / 2, box.y + box.height / 2];
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let row = 1; row < LABEL_GRID; row += 1) {
    for (let column = 1; column < LABEL_GRID; column += 1) {
      const x = box.x + (box.width * column) / LABEL_GRID;
      const y = box.y + (box.height * row) / LABEL_GRID;
      const score = scoreOf(x, y);
      if (score > bestScore) {
        bestScore = score;
        best = [x, y];
      }
    }
  }
  return best;
}

/** As a label sees it: flattened. */
function distanceToNearest(points: readonly Point[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [px, py] of points) least = Math.min(least, Math.hypot((px - x) / LABEL_FLATNESS, py - y));
  return least;
}
