import type { Line } from '../elements/clew-chart.ts';

/** The answers of Prometheus' HTTP API. */
export interface MatrixSeries {
  metric: Record<string, string>;
  values?: Array<[number, string]>;
  histograms?: Array<[number, { count: string; sum: string }]>;
}

export interface RangeAnswer {
  data: { resultType: string; result: MatrixSeries[] };
  warnings?: string[];
  infos?: string[];
}

export interface InstantSeries {
  metric: Record<string, string>;
  value?: [number, string];
  histogram?: [number, { count: string; sum: string }];
}

export interface InstantAnswer {
  data: { resultType: string; result: InstantSeries[] | [number, string] };
  warnings?: string[];
  infos?: string[];
}

/** A series as people write it: `up{job="a"}`; labels all series share are left out. */
export function seriesName(metric: Record<string, string>, hidden: ReadonlySet<string> = new Set()): string {
  const labels = Object.entries(metric).filter(([name]) => name !== '__name__' && !hidden.has(name));
  const text = labels.map(([name, value]) => `${name}="${value}"`).join(', ');
  const name = hidden.has('__name__') ? '' : (metric['__name__'] ?? '');
  return name && !text ? name : `${name}{${text}}`;
}

/** Labels that have one value in all series say nothing in a legend. */
export function sharedLabels(series: Array<{ metric: Record<string, string> }>): Set<string> {
  const shared = new Set<string>();
  if (series.length < 2) return shared;
  for (const [name, value] of Object.entries(series[0]!.metric)) {
    if (series.every((s) => s.metric[name] === value)) shared.add(name);
  }
  return shared;
}

/** All series at common times; a time at which a series has no value is a gap. */
export function linesOf(series: MatrixSeries[]): { times: number[]; lines: Line[] } {
  const hidden = sharedLabels(series);
  const all = new Set<number>();
  for (const s of series) for (const [t] of s.values ?? []) all.add(t);
  for (const s of series) for (const [t] of s.histograms ?? []) all.add(t);
  const times = [...all].sort((a, b) => a - b);
  const index = new Map(times.map((t, i) => [t, i]));
  const lines = series.map((s) => {
    const values = new Array<number | null>(times.length).fill(null);
    for (const [t, v] of s.values ?? []) {
      const number = Number(v.replace('Inf', 'Infinity'));
      values[index.get(t)!] = Number.isFinite(number) ? number : null;
    }
    for (const [t, h] of s.histograms ?? []) values[index.get(t)!] = Number(h.count);
    return { label: seriesName(s.metric, hidden), values };
  });
  return { times, lines: lines.sort((a, b) => peak(b.values) - peak(a.values)) };
}

function peak(values: Array<number | null>): number {
  return values.reduce<number>((most, v) => (v !== null && v > most ? v : most), -Infinity);
}

/** A step that gives about 240 points, round and never below what exporters send. */
export function stepSeconds(startMillis: number, endMillis: number): number {
  const least = (endMillis - startMillis) / 1000 / 240;
  for (const step of [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400]) if (step >= least) return step;
  return Math.ceil(least / 14400) * 14400;
}
