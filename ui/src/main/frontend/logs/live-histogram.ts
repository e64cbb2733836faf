import type { Histogram } from '../lib/api.ts';
import { nanosToMillis } from '../lib/format.ts';
import type { LogColumns } from './log-types.ts';

function buckets(histogram: Histogram): number {
  return histogram.series.reduce((most, s) => Math.max(most, s.counts.length), 0) || 90;
}

/** The histogram with its last bucket reaching `now`; what falls out on the left is forgotten. */
export function shiftHistogram(histogram: Histogram, now: number): Histogram {
  const n = buckets(histogram);
  const by = Math.floor((now - histogram.startMillis) / histogram.stepMillis) - n + 1;
  if (by <= 0) return { ...histogram };
  const series = histogram.series.map((s) => ({ ...s, counts: [...s.counts.slice(by), ...new Array<number>(Math.min(by, n)).fill(0)] }));
  return {
    ...histogram,
    startMillis: histogram.startMillis + by * histogram.stepMillis,
    series,
    total: series.reduce((total, s) => total + s.counts.reduce((a, b) => a + b, 0), 0),
  };
}

/** Counts lines that arrived, in place. A line ahead of the clock counts in the last bucket. */
export function addToHistogram(histogram: Histogram, columns: LogColumns): void {
  const n = buckets(histogram);
  for (let i = 0; i < columns.id.length; i++) {
    const at = Math.floor((nanosToMillis(columns.time[i] ?? '') - histogram.startMillis) / histogram.stepMillis);
    if (at < 0) continue;
    const severity = columns.severity[i] || 'unset';
    let series = histogram.series.find((s) => s.severity === severity);
    if (!series) histogram.series.push((series = { severity, counts: new Array<number>(n).fill(0) }));
    series.counts[Math.min(n - 1, at)]! += 1;
    histogram.total++;
  }
}
