/**
 * The plot area that the charts of a page share: each says how much room the labels of its value axis
 * need, all leave what the widest needs, so that one instant stands at one distance from the side.
 */

/** Room left of every plot at least, in pixels. */
export const PLOT_LEFT = 56;
/** Room at most that all leave for one; a chart with longer labels moves its own plot alone. */
export const MOST_LEFT = 112;
export const PLOT_RIGHT = 16;

const charts = new Map<object, { pixels: number; moved: () => void }>();
let common = PLOT_LEFT;
let telling = false;

/** Where the plots of the page begin, in pixels from the left side of their charts. */
export function plotLeft(): number {
  return common;
}

/** Calls back when another chart has moved the plots; answers the way to leave, which gives back the room. */
export function followPlotArea(chart: object, moved: () => void): () => void {
  charts.set(chart, { pixels: PLOT_LEFT, moved });
  return () => {
    if (charts.delete(chart)) settle();
  };
}

/** Says that the labels of a chart that follows need so many pixels; answers where its plot begins. */
export function needLeft(chart: object, pixels: number): number {
  const one = charts.get(chart);
  if (one && one.pixels !== pixels) {
    one.pixels = pixels;
    settle();
  }
  return Math.max(common, pixels);
}

function settle(): void {
  const shared = [...charts.values()].map((c) => Math.ceil(c.pixels)).filter((p) => p <= MOST_LEFT);
  const next = Math.max(PLOT_LEFT, ...shared);
  if (next === common) return;
  common = next;
  if (telling) return;
  telling = true;
  queueMicrotask(() => {
    telling = false;
    for (const { moved } of [...charts.values()]) moved();
  });
}
