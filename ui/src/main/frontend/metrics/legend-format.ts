import { seriesName, sharedLabels } from './metric-types.ts';

type Metric = Record<string, string>;

/** A legend by a format such as `{{service_name}} p95`; a label that is not there is empty. */
export function formatLegend(format: string, metric: Metric): string {
  return format.replace(/\{\{\s*([^}]*?)\s*\}\}/g, (_, name: string) => metric[name.replace(/^\$?labels\./, '')] ?? '').trim();
}

/**
 * The names of a query's series: by its format, else what tells them apart. A lone series without
 * labels is called as the query itself; one among others has none of the labels.
 */
export function legends(format: string, metrics: readonly Metric[], text: string): string[] {
  if (format.trim() !== '') return metrics.map((m) => formatLegend(format, m) || seriesName(m));
  const hidden = sharedLabels(metrics.map((metric) => ({ metric })));
  return metrics.map((metric) => {
    const own = Object.entries(metric).filter(([name]) => !hidden.has(name) && name !== '__name__');
    if (own.length === 1) return own[0]![1] || `(no ${own[0]![0]})`;
    const name = seriesName(metric, hidden);
    if (name !== '{}') return name;
    return metrics.length > 1 ? '(none)' : shorten(text);
  });
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
