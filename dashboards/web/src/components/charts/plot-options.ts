/** How uPlot draws our curves: averages as lines, lowest to highest as bands behind them. */
import type uPlot from 'uplot';
import type { PlotTable } from '../../lib/chart.ts';
import type { Tick } from '../../lib/time.ts';

/** What is drawn, as it is now: uPlot asks for it each time it draws. */
export interface PlotView {
  readonly table: PlotTable;
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
  readonly height: number;
  /** From 0 upward; the last is the top of the axis. */
  readonly valueTicks: readonly number[];
  readonly timeTicks: readonly Tick[];
  readonly formatValue: (value: number) => string;
  readonly formatTick: (tick: Tick) => string;
  /** Curves of the same group show the pointer at the same time. */
  readonly group: string;
  /** `null`: the pointer is not in the chart. */
  readonly onPoint: (pointer: { readonly timeMs: number; readonly left: number } | null) => void;
  /** A stretch was drawn out with the pointer; left out where there is nothing closer to look at. */
  readonly onDraw?: ((fromMs: number, toMs: number) => void) | undefined;
}

/** Each line has its dash as well as its colour. */
export const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];
const AXIS_SIZE = { values: 68, times: 24 };
const LINE_WIDTH = 1.8;
/** What was measured once only is a point, and a line has none. */
const DOT_PIXELS = 6;
/** A hand that trembles does not mean a stretch. */
const LEAST_DRAWN_PIXELS = 8;
/** 14 %, of 255. */
const BAND_ALPHA = '24';

/** Options for as long as the number of curves stays the same. */
export function plotOptions(view: () => PlotView, host: HTMLElement): uPlot.Options {
  const token = (name: string) => () => getComputedStyle(host).getPropertyValue(name).trim();
  const font = `11.5px ${getComputedStyle(host).fontFamily}`;
  const ticks = { show: false };
  const { table } = view();
  return {
    width: view().width,
    height: view().height,
    ms: 1,
    padding: [10, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: view().onDraw !== undefined, y: false, setScale: false, dist: LEAST_DRAWN_PIXELS },
      bind: { dblclick: () => () => null },
      sync: { key: view().group, filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
    },
    scales: {
      x: { time: false, range: () => [view().fromMs, view().toMs] },
      y: { range: () => [0, view().valueTicks.at(-1) ?? 1] },
    },
    axes: [
      {
        size: AXIS_SIZE.times,
        font,
        stroke: token('--text-soft'),
        grid: { show: false },
        ticks,
        gap: 6,
        splits: () => view().timeTicks.map(({ atMs }) => atMs),
        values: () => view().timeTicks.map((tick) => view().formatTick(tick)),
      },
      {
        size: AXIS_SIZE.values,
        font,
        stroke: token('--text-soft'),
        grid: { stroke: token('--line'), width: 1 },
        ticks,
        splits: () => [...view().valueTicks],
        values: () => view().valueTicks.map((tick) => view().formatValue(tick)),
      },
    ],
    series: [{}, ...table.columns.flatMap((_, index) => curve(index, token, view))],
    bands: table.columns.map((_, index) => ({
      series: [3 * index + 3, 3 * index + 2],
      fill: () => faded(token(colourOf(index))()),
    })),
    hooks: {
      setCursor: [
        ({ cursor: { left = -1 }, posToVal }) => {
          view().onPoint(left < 0 ? null : { timeMs: posToVal(left, 'x'), left: left + AXIS_SIZE.values });
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < LEAST_DRAWN_PIXELS) return;
          view().onDraw?.(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** A table as uPlot takes it: times, then three columns a curve. */
export function plotData({ timesMs, columns }: PlotTable): uPlot.AlignedData {
  return [[...timesMs], ...columns.flatMap((three) => three.map((column) => [...column]))];
}

function colourOf(index: number): string {
  return `--series-${(index % DASHES.length) + 1}`;
}

/** The mean, and the two edges of the band, which are not drawn themselves. */
function curve(index: number, token: (name: string) => () => string, view: () => PlotView): uPlot.Series[] {
  const edge: uPlot.Series = { points: { show: false } };
  return [
    {
      stroke: token(colourOf(index)),
      width: LINE_WIDTH,
      dash: [...(DASHES[index % DASHES.length] ?? [])],
      points: {
        show: true,
        size: DOT_PIXELS,
        stroke: token(colourOf(index)),
        fill: token(colourOf(index)),
        filter: () => [...(view().table.lone[index] ?? [])],
      },
    },
    edge,
    edge,
  ];
}

/** The tokens are written as `#rrggbb`. */
function faded(colour: string): string {
  return `${colour}${BAND_ALPHA}`;
}
