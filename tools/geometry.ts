/** Shapes and points on the map of the demonstration: which ring a point is in, and where in it a site has room. */

/** Longitude, latitude: the order of GeoJSON. */
export type Position = readonly [number, number];

interface FeatureCollection {
  readonly features: readonly {
    readonly properties: { readonly code: string };
    readonly geometry: { readonly coordinates: readonly (readonly Position[])[] };
  }[];
}

/** Outer rings by unit code; the sources have single polygons without holes. */
export function readShapes(text: string): Map<string, readonly Position[]> {
  const { features } = JSON.parse(text) as FeatureCollection;
  return new Map(
    features.map(({ properties, geometry }) => [properties.code, geometry.coordinates[0] ?? []]),
  );
}

/** The sides of a ring, each from one corner to the next. */
function sides(ring: readonly Position[]): (readonly [Position, Position])[] {
  return ring.slice(1).map((corner, index) => [ring[index] ?? corner, corner]);
}

/** Whether a position is inside a ring (even-odd rule). */
export function isInside([x, y]: Position, ring: readonly Position[]): boolean {
  const crossed = sides(ring).filter(
    ([[x1, y1], [x2, y2]]) => y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1,
  );
  return crossed.length % 2 === 1;
}

/** The middle of a ring's area. */
export function centroid(ring: readonly Position[]): Position {
  let [area, x, y] = [0, 0, 0];
  for (const [[x1, y1], [x2, y2]] of sides(ring)) {
    const cross = x1 * y2 - x2 * y1;
    area += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  }
  return [x / (3 * area), y / (3 * area)];
}

/** Degrees; the province is small enough for plane geometry. */
function distance(a: Position, b: Position): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function distanceToSide(point: Position, [from, to]: readonly [Position, Position]): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const along = ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / (dx * dx + dy * dy || 1);
  const clamped = Math.min(1, Math.max(0, along));
  return distance(point, [from[0] + clamped * dx, from[1] + clamped * dy]);
}

const GRID_STEPS = 40;

/** A grid of points inside the ring, rounded as they are written (4 decimals, about 10 m). */
function pointsInside(ring: readonly Position[]): Position[] {
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - bottom];
  const rounded = (value: number) => Number(value.toFixed(4));
  const points: Position[] = [];
  for (let row = 1; row < GRID_STEPS; row += 1) {
    for (let column = 1; column < GRID_STEPS; column += 1) {
      const x = rounded(left + (width * column) / GRID_STEPS);
      const y = rounded(bottom + (height * row) / GRID_STEPS);
      if (isInside([x, y], ring)) points.push([x, y]);
    }
  }
  return points;
}

function best(points: readonly Position[], score: (point: Position) => number): Position {
  const scored = points.map((point) => ({ point, score: score(point) }));
  return scored.reduce((winner, next) => (next.score > winner.score ? next : winner)).point;
}

function gap(point: Position, others: readonly Position[]): number {
  return Math.min(...others.map((other) => distance(point, other)));
}

/** The point inside that is far from the edge and from what is already on the map. */
export function roomiestPoint(ring: readonly Position[], taken: readonly Position[]): Position {
  const around = sides(ring);
  return best(pointsInside(ring), (point) => {
    const edge = Math.min(...around.map((side) => distanceToSide(point, side)));
    // A marker may come twice as near to the edge as to another marker.
    return Math.min(2 * edge, gap(point, taken));
  });
}

/** The point inside nearest to a wish, among those a marker's width (0.012 degrees) from what is on the map. */
export function nearestInside(
  ring: readonly Position[],
  wish: Position,
  taken: readonly Position[],
): Position {
  return best(pointsInside(ring), (point) => -distance(point, wish) - (gap(point, taken) < 0.012 ? 1 : 0));
}
