import { isUtc } from '../lib/format.ts';
import { axisTime } from './chart-time.ts';
import { PLOT_RIGHT, plotLeft } from './plot-area.ts';

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000];

/** Round instants between two, about one for each 130 of the plot's pixels: the same for every chart of a page. */
export function timeTicks(start: number, end: number, plotWidth: number): Array<{ at: number; label: string }> {
  const count = Math.max(2, Math.floor(plotWidth / 130));
  const seconds = SECONDS.find((s) => (end - start) / (s * 1000) <= count) ?? SECONDS.at(-1)!;
  const step = seconds * 1000;
  // Round in the zone that is shown, for steps of hours and days.
  const zone = isUtc() ? 0 : new Date(start).getTimezoneOffset() * 60e3;
  const ticks = [];
  for (let t = Math.ceil((start - zone) / step) * step + zone; t < end; t += step) ticks.push({ at: t, label: axisTime(t, end - start) });
  return ticks;
}

export function plotX(t: number, start: number, end: number, width: number): number {
  return plotLeft() + ((t - start) / (end - start)) * plotWidth(width);
}

/** Pixels between the sides of a plot whose chart is so wide. */
export function plotWidth(width: number): number {
  return Math.max(1, width - plotLeft() - PLOT_RIGHT);
}
