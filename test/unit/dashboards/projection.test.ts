import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Boundaries,
  baseMap,
  labelText,
  placeLabels,
} from '../../../dashboards/web/src/lib/map-view.ts';
import {
  boundingBox,
  fitRatio,
  keepInside,
  labelPoint,
  middleLatitude,
  type Point,
  projection,
  ringsPath,
  zoomBox,
} from '../../../dashboards/web/src/lib/projection.ts';

describe('projection', () => {
  it('is true to scale at its latitude: a degree of longitude is cos(latitude) of one of latitude', () => {
    const project = projection(60);
    const [x0, y0] = project(100, 60);
    const [x1] = project(101, 60);
    const [, y1] = project(100, 61);
    expect((x1 - x0) / (y0 - y1)).toBeCloseTo(0.5, 6);
  });

  it('has north on top', () => {
    const project = projection(21);
    expect(project(104, 22)[1]).toBeLessThan(project(104, 21)[1]);
  });
});

describe('boxes', () => {
  it('are around all points', () => {
    expect(
      boundingBox([
        [1, 5],
        [4, -1],
      ]),
    ).toEqual({ x: 1, y: -1, width: 3, height: 6 });
    expect(boundingBox([])).toEqual({ x: 0, y: 0, width: 0, height: 0 });
  });

  it('grow to a ratio around their middle', () => {
    expect(fitRatio({ x: 0, y: 0, width: 10, height: 10 }, 2)).toEqual({
      x: -5,
      y: 0,
      width: 20,
      height: 10,
    });
  });

  it('zoom around their middle', () => {
    expect(zoomBox({ x: 0, y: 0, width: 8, height: 4 }, 2)).toEqual({ x: 2, y: 1, width: 4, height: 2 });
  });

  it('cannot be pushed out of sight', () => {
    const limits = { x: 0, y: 0, width: 10, height: 10 };
    expect(keepInside({ x: 90, y: -90, width: 4, height: 4 }, limits)).toMatchObject({ x: 8, y: -2 });
  });
});

describe('middleLatitude', () => {
  it('is halfway between north and south', () => {
    expect(
      middleLatitude([
        [
          [0, 20],
          [0, 24],
        ],
        [[0, 21]],
      ]),
    ).toBe(22);
    expect(middleLatitude([])).toBe(0);
  });
});

describe('ringsPath', () => {
  it('closes each ring', () => {
    expect(
      ringsPath([
        [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      ]),
    ).toBe('M0.0,0.0L1.0,0.0L1.0,1.0Z');
  });
});

describe('labelPoint', () => {
  /** A horseshoe: its centre of gravity lies in the gap. */
  const horseshoe: Point[] = [
    [0, 0],
    [30, 0],
    [30, 30],
    [20, 30],
    [20, 10],
    [10, 10],
    [10, 30],
    [0, 30],
  ];

  it('is inside even of a shape that bends around its centre', () => {
    const [x, y] = labelPoint(horseshoe);
    expect(x > 10 && x < 20 && y > 10).toBe(false);
  });

  it('keeps clear of marks', () => {
    const square: Point[] = [
      [0, 0],
      [30, 0],
      [30, 30],
      [0, 30],
    ];
    const [, y] = labelPoint(square, [
      [15, 15],
      [5, 15],
      [25, 15],
    ]);
    expect(Math.abs(y - 15)).toBeGreaterThan(4);
  });
});

describe('the map of the province', () => {
  const file = new URL('../../../config/geo/districts-former.geojson', import.meta.url);
  const base = baseMap(JSON.parse(readFileSync(file, 'utf8')) as Boundaries);

  it('has the nine former districts, each with a place for its name', () => {
    expect(base.districts).toHaveLength(9);
    expect([...placeLabels(base, [], 2).keys()].sort()).toEqual(
      base.districts.map(({ code }) => code).sort(),
    );
  });

  it('writes names without their kind', () => {
    expect(labelText('Thành phố Yên Bái')).toBe('Yên Bái');
    expect(labelText('Thị xã Nghĩa Lộ')).toBe('Nghĩa Lộ');
  });
});
