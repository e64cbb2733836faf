/** The answers of Prometheus' HTTP API. */
export interface HistogramValue {
  count: string;
  sum: string;
  /** Rule, lower bound, upper bound, count. */
  buckets?: Array<[number, string, string, string]>;
}

export interface MatrixSeries {
  metric: Record<string, string>;
  values?: Array<[number, string]>;
  histograms?: Array<[number, HistogramValue]>;
}

/** One step of an evaluation, with the steps it rests on. */
export interface Explain {
  expression: string;
  kind: string;
  millis: number;
  seriesIn?: number;
  samples?: number;
  seriesOut?: number;
  notes?: string[];
  children?: Explain[];
}

interface Answer<T> {
  data: T & { resultType: string; explain?: Explain };
  warnings?: string[];
  infos?: string[];
}

export type RangeAnswer = Answer<{ result: MatrixSeries[] }>;

export interface InstantSeries {
  metric: Record<string, string>;
  value?: [number, string];
  histogram?: [number, HistogramValue];
}

export type InstantAnswer = Answer<{ result: InstantSeries[] | [number, string] }>;

export interface ExemplarSeries {
  seriesLabels: Record<string, string>;
  exemplars: Array<{ labels: Record<string, string>; value: string; timestamp: number }>;
}

/** A family of `GET …/metrics/catalogue`. */
export interface CatalogueEntry {
  name: string;
  names: string[];
  type: string;
  unit: string;
  help: string;
  series: number;
  seriesBefore: number;
  labels: number;
  native: boolean;
}

export interface Catalogue {
  metrics: CatalogueEntry[];
  total: number;
  truncated: boolean;
}

/** `GET …/metrics/labels`. */
export interface MetricLabel {
  name: string;
  values: number;
  top: Array<{ value: string; series: number }>;
}

export interface MetricLabels {
  metric: string;
  series: number;
  labels: MetricLabel[];
}

/** `GET …/metrics/cardinality`. */
export interface Cardinality {
  day: string;
  series: number;
  seriesBefore: number;
  seriesLimit: number;
  metrics: Array<{ name: string; series: number; before: number }>;
  labels: Array<{ name: string; values: number; before: number }>;
  pairs: Array<{ name: string; value: string; series: number; before: number }>;
  days: Array<{ day: string; series: number; samples: number; bytes: number }>;
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

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

/** A round step of at least `least` seconds that gives about so many points. */
export function stepSeconds(startMillis: number, endMillis: number, points = 240, least = 5): number {
  const needed = Math.max(least, (endMillis - startMillis) / 1000 / points);
  return STEPS.find((step) => step >= needed) ?? Math.ceil(needed / 86400) * 86400;
}
