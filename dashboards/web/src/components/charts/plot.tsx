/** Curves on a canvas, by uPlot. */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type PlotView, plotData, plotOptions } from './plot-options.ts';

/** For the eye only: whoever cannot see it has the text of the chart it stands in. */
export function Plot(props: PlotView) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const view = useRef(props);
  view.current = props;
  const { table, fromMs, toMs, width, height, group, formatValue, formatTick } = props;
  const curves = table.columns.length;
  const canDraw = props.onDraw !== undefined;
  const scheme = useComputedColorScheme('light');

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn changes by setData and setSize, below.
  useEffect(() => {
    if (host.current === null) return;
    const made = new uPlot(
      plotOptions(() => view.current, host.current),
      plotData(view.current.table),
      host.current,
    );
    plot.current = made;
    const redraw = () => made.redraw();
    // A canvas drawn before the typeface is there keeps the other one; and paper is white.
    void document.fonts.ready.then(redraw);
    const paper = matchMedia('print');
    paper.addEventListener('change', redraw);
    return () => {
      paper.removeEventListener('change', redraw);
      made.destroy();
      plot.current = null;
    };
  }, [curves, group, canDraw]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them changes what is drawn.
  useEffect(() => {
    plot.current?.setData(plotData(table));
  }, [table, fromMs, toMs, formatValue, formatTick, scheme]);

  useEffect(() => {
    plot.current?.setSize({ width, height });
  }, [width, height]);

  return <div ref={host} aria-hidden="true" />;
}
