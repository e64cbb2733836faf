import uPlot from 'uplot';
import { computed } from '../lib/colors.ts';
import { figuresOf, type Line, stacked } from './chart-lines.ts';
import { axisTime } from './chart-time.ts';
import { PLOT_LEFT, PLOT_RIGHT } from './plot-area.ts';
import { plotWidth, timeTicks } from './time-axis.ts';

export interface ChartParts {
  lines: Line[];
  times: number[];
  draw: 'line' | 'area' | 'stack' | 'bars' | 'points';
  log: boolean;
  start: number;
  end: number;
  width: number;
  height: number;
  format: (value: number | null) => string;
  ticks: ((values: number[]) => string[]) | null;
  increments: number[] | null;
  /** Where the plot begins when its labels need so many pixels. */
  left: (pixels: number) => number;
}

/** Options and data of uPlot for a chart; `element` is asked for the colours of the theme. */
export function optionsOf(element: Element, parts: ChartParts): { options: uPlot.Options; data: uPlot.AlignedData } {
  const { lines, draw, start, end } = parts;
  const stack = draw === 'stack' || draw === 'bars';
  const current = stack ? lines.filter((l) => !l.before) : lines;
  const values = stack ? stacked(current) : current.map((l) => l.values);
  // Bars of a stack stand before one another, the tallest at the back.
  const order = draw === 'bars' ? current.map((_, i) => current.length - 1 - i) : current.map((_, i) => i);
  const text = computed('var(--text-2)', element);
  const grid = { stroke: computed('var(--line)', element), width: 1 };
  const font = `11px ${computed('var(--font)', element)}`;
  const label = parts.ticks ?? ((all: number[]) => all.map((t) => parts.format(t)));
  const options: uPlot.Options = {
    width: parts.width,
    height: parts.height,
    padding: [8, PLOT_RIGHT, 0, 0],
    legend: { show: false },
    scales: { x: { time: true, range: () => [start / 1000, end / 1000] }, y: scaleOf(parts, values) },
    axes: [
      { stroke: text, grid, ticks: grid, font, size: 28, splits: (u) => timeTicks(start, end, plotWidth(u.width)).map((t) => t.at / 1000), values: (_u, at) => at.map((t) => axisTime(t * 1000, end - start)) },
      {
        stroke: text, grid, ticks: grid, font, space: 34,
        size: (_u, shown) => parts.left(Math.max(PLOT_LEFT, 20 + 6.6 * Math.max(0, ...(shown ?? []).map((v) => String(v ?? '').length)))),
        values: (_u, ticks) => (parts.log ? ticks.map((t) => (t === null ? '' : parts.format(t))) : label(ticks)),
        ...(parts.increments && !parts.log ? { incrs: parts.increments } : {}),
      },
    ],
    series: [{}, ...order.map((i) => seriesOf(element, current[i]!, parts, current.length, i === 0))],
    ...(draw === 'stack' && current.length > 1 ? { bands: bandsOf(element, current) } : {}),
  };
  return { options, data: [parts.times, ...order.map((i) => values[i]!)] as uPlot.AlignedData };
}

function scaleOf(parts: ChartParts, values: Array<Array<number | null>>): uPlot.Scale {
  if (parts.log) return { distr: 3 };
  const fromZero = parts.draw === 'stack' || parts.draw === 'bars' || parts.draw === 'area';
  return {
    range: (_u, least, most) => {
      if (least === null || most === null) return [0, 1];
      // A line that moves by a tenth must not look like a cliff; one that hardly moves would be flat.
      const low = fromZero || startsAtZero(least, most) || values.length === 0 ? Math.min(0, least) : least;
      const pad = (most - low || Math.abs(most) || 1) * 0.06;
      return [low === 0 ? 0 : low - pad, most <= 0 && low < 0 ? Math.min(0, most + pad) : most === 0 && low === 0 ? 1 : most + pad];
    },
  };
}

function seriesOf(element: Element, line: Line, parts: ChartParts, count: number, lowest: boolean): uPlot.Series {
  const color = computed(line.color ?? 'var(--accent)', element);
  const sparse = line.values.filter((v) => v !== null).length < 3;
  const base: uPlot.Series = { label: line.label, stroke: color, width: 1.3, points: { show: sparse || lonely(line.values) ? undefined : false } };
  if (sparse) base.points = { show: true, size: 4 };
  if (line.before) return { ...base, dash: [4, 4], width: 1, stroke: translucent(color, 0.75) };
  switch (parts.draw) {
    case 'points':
      return { ...base, width: 0, points: { show: true, size: 4, fill: color, width: 0 } };
    case 'bars':
      return { ...base, width: 0, fill: color, points: { show: false }, paths: uPlot.paths.bars!({ size: [0.8, 48], align: 0 }) };
    case 'stack':
      return { ...base, width: 1, ...(lowest ? { fill: translucent(color, 0.4) } : {}) };
    case 'area':
      return { ...base, fill: translucent(color, count === 1 ? 0.2 : 0.12) };
    default:
      return count === 1 && !parts.log && filledAlone(line.values) ? { ...base, fill: translucent(color, 0.1) } : base;
  }
}

function startsAtZero(least: number, most: number): boolean {
  return least >= 0 && most - least > most * 0.1;
}

/** An area that does not begin at zero would lie about its size. */
function filledAlone(values: ReadonlyArray<number | null>): boolean {
  const { min, max } = figuresOf(values);
  return min !== null && max !== null && (min <= 0 || startsAtZero(min, max));
}

/** Whether some point stands between gaps, where a line would not show it. */
function lonely(values: ReadonlyArray<number | null>): boolean {
  return values.some((v, i) => v !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null);
}

function bandsOf(element: Element, lines: Line[]): uPlot.Band[] {
  const fill = (line: Line) => translucent(computed(line.color ?? 'var(--accent)', element), 0.4);
  return lines.slice(1).map((line, i) => ({ series: [i + 2, i + 1] as [number, number], fill: fill(line) }));
}

/** A colour of the theme (`#rrggbb`) that lets through what is behind it. */
export function translucent(color: string, share: number): string {
  return /^#[\da-f]{6}$/i.test(color) ? color + Math.round(share * 255).toString(16).padStart(2, '0') : color;
}
