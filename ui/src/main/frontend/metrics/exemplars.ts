import type { ExemplarSeries } from './metric-types.ts';

/** A measured value with the trace it was measured in. */
export interface Exemplar {
  /** Seconds since the epoch. */
  time: number;
  value: number;
  traceId: string;
  spanId: string;
  labels: Record<string, string>;
  series: Record<string, string>;
}

const TRACE_LABELS = ['trace_id', 'traceID', 'traceId', 'trace.id'];
const SPAN_LABELS = ['span_id', 'spanID', 'spanId', 'span.id'];

export function exemplarsOf(series: readonly ExemplarSeries[]): Exemplar[] {
  return series.flatMap((one) =>
    one.exemplars.map((e) => ({
      time: e.timestamp,
      value: Number(e.value),
      traceId: first(e.labels, TRACE_LABELS),
      spanId: first(e.labels, SPAN_LABELS),
      labels: e.labels,
      series: one.seriesLabels,
    })),
  );
}

function first(labels: Record<string, string>, names: readonly string[]): string {
  return names.map((n) => labels[n]).find((v) => v) ?? '';
}

/**
 * As many as can be told apart: of each stretch of time the greatest, each span once (the buckets of
 * a histogram each keep theirs).
 */
export function thinned(all: readonly Exemplar[], start: number, end: number, stretches: number): Exemplar[] {
  const seen = new Set<string>();
  const greatest = new Map<number, Exemplar>();
  for (const e of all) {
    if (!Number.isFinite(e.value) || e.time < start || e.time > end) continue;
    const key = e.traceId ? `${e.traceId}/${e.spanId}` : `${e.time}/${e.value}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const stretch = Math.floor(((e.time - start) / Math.max(1e-9, end - start)) * stretches);
    const kept = greatest.get(stretch);
    if (!kept || e.value > kept.value) greatest.set(stretch, e);
  }
  return [...greatest.values()].sort((a, b) => a.time - b.time);
}
