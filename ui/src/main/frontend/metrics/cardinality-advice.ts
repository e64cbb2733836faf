import { count } from '../lib/format.ts';
import type { Cardinality, MetricLabels } from './metric-types.ts';

/** What stands out in a day's series, in plain words, and what to do about it. */
export interface Advice {
  tone: 'warn' | 'note';
  text: string;
  remedy: string;
  /** The metric or label it is about, to look at. */
  metric?: string;
}

/** A share of the limit above which new series may soon be refused. */
const NEAR_LIMIT = 0.8;
const MANY_VALUES = 1000;
const GROWN = 1.5;
const MOST = 5;

const IDENTIFIERS = /(^|_)(user|session|request|trace|span|order|transaction|message|correlation|client_ip|ip|address|email|uuid|guid|token|query|url|uri|path|target)(_id)?$|_id$|uuid/;
const CHANGING = /(pod|container|instance|host|node|replica|process_pid|pid)/;

/** The most telling findings, the gravest first. */
export function adviceOn(c: Cardinality): Advice[] {
  const found: Advice[] = [];
  if (c.seriesLimit > 0 && c.series > c.seriesLimit * NEAR_LIMIT) {
    found.push({ tone: 'warn', text: `${count(c.series)} of ${count(c.seriesLimit)} series are in use. Beyond the limit new series are refused.`, remedy: 'Drop a label below, or raise the limit.' });
  }
  for (const label of c.labels) {
    const grown = label.before > 0 && label.values > label.before * GROWN;
    if (IDENTIFIERS.test(label.name) && label.values >= 50) {
      found.push({
        tone: label.values >= MANY_VALUES ? 'warn' : 'note',
        text: `${label.name} has ${count(label.values)} values${grown ? `, ${count(label.before)} the day before` : ''}, and looks like an identifier.`,
        remedy: 'Each value makes series of its own. Take the attribute off the metric (an SDK view, or a filter in the Collector) and keep it on spans and logs, where it can be searched for.',
      });
    } else if (label.values >= MANY_VALUES && CHANGING.test(label.name)) {
      found.push({ tone: 'note', text: `${label.name} has ${count(label.values)} values in a day.`, remedy: 'Instances come and go. Set service.instance.id to something that survives a restart, or leave it out of metrics that are only read in sum.' });
    } else if (label.values >= MANY_VALUES) {
      found.push({ tone: 'warn', text: `${label.name} has ${count(label.values)} values${grown ? `, ${count(label.before)} the day before` : ''}.`, remedy: 'If the values are not a fixed set (raw paths, messages, numbers), replace them by a template such as /orders/{id}.' });
    } else if (grown && label.values >= 100) {
      found.push({ tone: 'note', text: `${label.name} went from ${count(label.before)} to ${count(label.values)} values in a day.`, remedy: 'Look whether a deployment put something unbounded into it.' });
    }
  }
  for (const metric of c.metrics) {
    const share = c.series > 0 ? metric.series / c.series : 0;
    if (metric.before > 0 && metric.series > metric.before * GROWN && metric.series - metric.before >= 100) {
      found.push({ tone: 'warn', text: `${metric.name} grew from ${count(metric.before)} to ${count(metric.series)} series in a day.`, remedy: 'Open it and see which label has new values.', metric: metric.name });
    } else if (share > 0.3 && metric.series >= 1000) {
      const buckets = metric.name.endsWith('_bucket');
      found.push({
        tone: 'note', text: `${metric.name} makes ${Math.round(share * 100)} % of all series.`, metric: metric.name,
        remedy: buckets ? 'Each bucket is a series: a native (exponential) histogram holds the same in one. In OpenTelemetry: OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION=base2_exponential_bucket_histogram.' : 'See which of its labels is needed.',
      });
    }
  }
  return found.sort((a, b) => Number(b.tone === 'warn') - Number(a.tone === 'warn')).slice(0, MOST);
}

/** Which label of a metric makes most of its series: taking it away leaves at least so many fewer. */
export function heaviestLabel(labels: MetricLabels): { name: string; values: number; share: number } | null {
  const heaviest = [...labels.labels].filter((l) => l.values > 1).sort((a, b) => b.values - a.values)[0];
  return heaviest && labels.series > 0 ? { name: heaviest.name, values: heaviest.values, share: 1 - 1 / heaviest.values } : null;
}
