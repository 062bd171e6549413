/** Which part of the map is seen: buttons, districts and dragging move it. */
import { type PointerEvent, useRef, useState } from 'react';
import { type Box, fitRatio, keepInside, padBox, zoomBox } from '../../lib/projection.ts';

const STEP = 1.6;
/** The narrowest view, in map units (a thousandth of a degree of latitude, some 110 m): a few streets. */
const LEAST_WIDTH = 12;
/** Windows narrower than this get smaller marks, down to a size that a finger still hits. */
const FULL_SIZE_PIXELS = 560;
const LEAST_SHRINK = 0.75;
/** A press that moves less than this is a click, in pixels. */
const CLICK_SLACK = 4;

export interface MapView {
  /** The view in map units, in the ratio of the window it is seen through. */
  readonly box: Box;
  /** Map units a pixel. */
  readonly scale: number;
  /** The same when the whole province is shown. */
  readonly wholeScale: number;
  /** What labels and marks are made smaller by where the window is small, as on a telephone. */
  readonly shrink: number;
  readonly isWhole: boolean;
  readonly show: (box: Box) => void;
  readonly showWhole: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  /** Whether the last press was a drag, so that the click after it means nothing. */
  readonly wasDragged: () => boolean;
  readonly handlers: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
  };
}

/** The view of a map whose ground is `whole`, through a window of the given size in pixels. */
export function useMapView(whole: Box, width: number, height: number): MapView {
  const [chosen, setChosen] = useState<Box | null>(null);
  const drag = useRef<{ x: number; y: number; box: Box; isMoving: boolean } | null>(null);
  const dragged = useRef(false);
  const ratio = width / height;
  const wholeView = fitRatio(padBox(whole, 0.025), ratio);
  const box = chosen === null ? wholeView : fitRatio(chosen, ratio);
  const scale = box.width / width;

  const show = (next: Box) => {
    const fitted = fitRatio(next, ratio);
    setChosen(fitted.width >= wholeView.width * 0.98 ? null : keepInside(fitted, whole));
  };
  const zoom = (factor: number) => show(zoomBox(box, Math.min(factor, box.width / LEAST_WIDTH)));
  const end = () => {
    drag.current = null;
  };

  return {
    box,
    scale,
    wholeScale: wholeView.width / width,
    shrink: Math.min(1, Math.max(LEAST_SHRINK, Math.min(width, height) / FULL_SIZE_PIXELS)),
    isWhole: chosen === null,
    show,
    showWhole: () => setChosen(null),
    zoomIn: () => zoom(STEP),
    zoomOut: () => zoom(1 / STEP),
    wasDragged: () => dragged.current,
    handlers: {
      onPointerDown: (event) => {
        dragged.current = false;
        // At the whole province there is nowhere to go, and a finger has to be able to scroll the page.
        if (chosen !== null && event.button === 0) {
          drag.current = { x: event.clientX, y: event.clientY, box, isMoving: false };
        }
      },
      onPointerMove: (event) => {
        const from = drag.current;
        if (from === null) return;
        const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
        if (!from.isMoving && Math.hypot(dx, dy) < CLICK_SLACK) return;
        // Captured only now: a capture at once would take the click away from the mark under the pointer.
        if (!from.isMoving) event.currentTarget.setPointerCapture(event.pointerId);
        from.isMoving = true;
        dragged.current = true;
        setChosen(keepInside({ ...from.box, x: from.box.x - dx * scale, y: from.box.y - dy * scale }, whole));
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
