import type { CatalogueEntry } from './metric-types.ts';
import { EMPTY_SPEC, type PanelSpec, type View } from './panel-spec.ts';
import { labelText, type Matcher, quoted, selector } from './promql-tokens.ts';
import { shapeOf } from './promql-shape.ts';

/** How a metric is summed up; what suits depends on its type. */
export type Aggregate = 'rate' | 'increase' | 'avg' | 'sum' | 'max' | 'min' | 'count' | 'p50' | 'p95' | 'p99' | 'mean' | 'heatmap';

const NAMES: Record<Aggregate, string> = {
  rate: 'per second', increase: 'per step', avg: 'average', sum: 'sum', max: 'greatest', min: 'least', count: 'number of series', p50: 'p50', p95: 'p95', p99: 'p99', mean: 'mean', heatmap: 'heatmap',
};

export const aggregateName = (aggregate: Aggregate): string => NAMES[aggregate];

/** More values than this are drawn for the greatest of them only. */
const MANY_VALUES = 20;
const DRAWN_VALUES = 8;

type Kind = 'counter' | 'gauge' | 'histogram' | 'info';

export function kindOf(entry: CatalogueEntry): Kind {
  if (entry.type === 'histogram' || entry.type === 'gaugehistogram' || entry.native || entry.names.some((n) => n.endsWith('_bucket'))) return 'histogram';
  if (entry.type === 'info' || entry.type === 'stateset') return 'info';
  if (entry.type === 'counter' || (entry.type !== 'gauge' && /_(total|count|sum)$/.test(nameOf(entry)))) return 'counter';
  return 'gauge';
}

/** The aggregates that make sense, the usual one first. */
export function aggregatesOf(entry: CatalogueEntry): Aggregate[] {
  switch (kindOf(entry)) {
    case 'histogram':
      return ['p95', 'p50', 'p99', 'mean', 'rate', 'heatmap'];
    case 'counter':
      return ['rate', 'increase'];
    case 'info':
      return ['count'];
    case 'gauge':
      return ['avg', 'sum', 'max', 'min', 'count'];
  }
}

/** The series name behind a family of one: `x_total` of the family `x`. */
function nameOf(entry: CatalogueEntry): string {
  return entry.names.includes(entry.name) || entry.names.length === 0 ? entry.name : entry.names[0]!;
}

function part(entry: CatalogueEntry, suffix: string): string {
  return entry.names.find((n) => n === entry.name + suffix) ?? entry.names.find((n) => n.endsWith(suffix)) ?? entry.name + suffix;
}

const RATE = '[$__rate_interval]';

/** The metric summed up by labels; `by` empty: all of it as one. */
export function expression(entry: CatalogueEntry, where: readonly Matcher[], aggregate: Aggregate, by: readonly string[]): string {
  const group = (labels: readonly string[]) => (labels.length === 0 ? '' : ` by (${labels.map(labelText).join(', ')})`);
  const name = selector(nameOf(entry), where);
  if (kindOf(entry) !== 'histogram') {
    if (aggregate === 'rate') return `sum${group(by)} (rate(${name}${RATE}))`;
    if (aggregate === 'increase') return `sum${group(by)} (increase(${name}[$__interval]))`;
    return `${aggregate === 'count' ? 'count' : aggregate}${group(by)} (${name})`;
  }
  return entry.native && !entry.names.some((n) => n.endsWith('_bucket')) ? native(selector(entry.name, where), aggregate, group(by)) : classic(entry, where, aggregate, by, group);
}

function native(name: string, aggregate: Aggregate, group: string): string {
  if (aggregate === 'heatmap') return `sum${group} (increase(${name}[$__interval]))`;
  const rates = `sum${group} (rate(${name}${RATE}))`;
  if (aggregate === 'mean') return `histogram_avg(${rates})`;
  if (aggregate === 'rate') return `histogram_count(${rates})`;
  return `histogram_quantile(${share(aggregate)}, ${rates})`;
}

function classic(entry: CatalogueEntry, where: readonly Matcher[], aggregate: Aggregate, by: readonly string[], group: (labels: readonly string[]) => string): string {
  const of = (suffix: string) => selector(part(entry, suffix), where);
  if (aggregate === 'heatmap') return `sum${group(['le', ...by])} (increase(${of('_bucket')}[$__interval]))`;
  if (aggregate === 'rate') return `sum${group(by)} (rate(${of('_count')}${RATE}))`;
  if (aggregate === 'mean') return `sum${group(by)} (rate(${of('_sum')}${RATE})) / sum${group(by)} (rate(${of('_count')}${RATE}))`;
  return `histogram_quantile(${share(aggregate)}, sum${group(['le', ...by])} (rate(${of('_bucket')}${RATE})))`;
}

function share(aggregate: Aggregate): number {
  return aggregate === 'p50' ? 0.5 : aggregate === 'p99' ? 0.99 : 0.95;
}

/** The same for the values of the label that weigh most over the whole range, when there are many. */
export function greatest(entry: CatalogueEntry, where: readonly Matcher[], aggregate: Aggregate, label: string, values: number): string {
  const text = expression(entry, where, aggregate, [label]);
  if (values <= MANY_VALUES) return text;
  const by = labelText(label);
  const kind = kindOf(entry);
  const isNative = kind === 'histogram' && entry.native;
  const name = selector(kind === 'histogram' && !isNative ? part(entry, '_count') : nameOf(entry), where);
  const weight = isNative ? `histogram_count(sum by (${by}) (increase(${name}[$__range] @ end())))` : kind === 'gauge' || kind === 'info' ? `max by (${by}) (max_over_time(${name}[$__range] @ end()))` : `sum by (${by}) (increase(${name}[$__range] @ end()))`;
  return `${text}\nand on (${by}) topk(${DRAWN_VALUES}, ${weight})`;
}

export function panel(text: string, options: Partial<PanelSpec> & { legend?: string } = {}): PanelSpec {
  const { legend, ...rest } = options;
  return { ...EMPTY_SPEC, queries: [{ id: 'A', text, legend: legend ?? '', hidden: false }], ...rest };
}

/** A panel of the explore page with what it is called. */
export interface Titled {
  title: string;
  spec: PanelSpec;
}

/** What one wants to see of a metric first. */
export function overview(entry: CatalogueEntry, where: readonly Matcher[], aggregate: Aggregate, before: string): Titled[] {
  if (kindOf(entry) !== 'histogram') return [{ title: aggregateName(aggregate), spec: panel(expression(entry, where, aggregate, []), { before, draw: 'line', legend: aggregateName(aggregate) }) }];
  const query = (id: string, a: Aggregate) => ({ id, text: expression(entry, where, a, []), legend: a, hidden: false });
  return [
    { title: 'Distribution', spec: panel(expression(entry, where, 'heatmap', []), { view: 'heatmap' as View }) },
    { title: 'p50, p95, p99', spec: { ...EMPTY_SPEC, before, queries: [query('A', 'p50'), query('B', 'p95'), query('C', 'p99')] } },
    { title: 'Observations per second', spec: panel(expression(entry, where, 'rate', []), { before, legend: 'per second', exemplars: false }) },
  ];
}

/** `service_name="cart",pod!="a"` of an address. */
export function parseWhere(text: string): Matcher[] {
  if (text.trim() === '') return [];
  const shape = shapeOf(`x{${text}}`);
  return shape?.kind === 'selector' ? shape.matchers : [];
}

export function formatWhere(where: readonly Matcher[]): string {
  return where.map((m) => `${labelText(m.label)}${m.op}${quoted(m.value)}`).join(',');
}

/** One matcher more; one that contradicts it or says the same goes. */
export function narrowed(where: readonly Matcher[], matcher: Matcher): Matcher[] {
  const kept = where.filter((m) => m.label !== matcher.label || (matcher.op === '!=' && m.op !== '=' && m.value !== matcher.value));
  return [...kept, matcher];
}

/** How much more or less than before, in words; empty when nobody knows or nothing changed. */
export function growth(now: number, before: number): string {
  if (before <= 0) return now > 0 ? 'new' : '';
  const percent = Math.round(((now - before) / before) * 100);
  return percent === 0 ? '' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}
