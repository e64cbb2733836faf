import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosen, figuresOf, sorted, stacked, withColors } from '../../../main/frontend/elements/chart-lines.ts';
import { classicHeat, heightOf, isClassic, isNative, nativeHeat, quantileAt } from '../../../main/frontend/lib/heatmap.ts';
import { adviceOn, heaviestLabel } from '../../../main/frontend/metrics/cardinality-advice.ts';
import { exemplarsOf, thinned } from '../../../main/frontend/metrics/exemplars.ts';
import { aggregatesOf, expression, formatWhere, greatest, growth, kindOf, narrowed, overview, parseWhere } from '../../../main/frontend/metrics/metric-explore.ts';
import { shapeOf } from '../../../main/frontend/metrics/promql-shape.ts';
import { axisLabels, formatUnit, increments, metricUnit, unitNamed, unitOf } from '../../../main/frontend/metrics/units.ts';

const bucket = (le: string, values: Array<[number, string]>) => ({ metric: { le }, values });

test('classic buckets become cells of their own counts', () => {
  const series = [bucket('+Inf', [[0, '10'], [60, '4']]), bucket('0.1', [[0, '3'], [60, '4']]), bucket('0.5', [[0, '9'], [60, '4']])];
  assert.equal(isClassic(series), true);
  const heat = classicHeat(series, [0, 60]);
  assert.deepEqual(heat.rows, [{ low: 0, high: 0.1 }, { low: 0.1, high: 0.5 }, { low: 0.5, high: Infinity }]);
  assert.deepEqual([...heat.counts], [3, 4, 6, 0, 1, 0]);
  assert.equal(heat.max, 6);
});

test('a count that falls is none, and empty rows at the ends go', () => {
  const heat = classicHeat([bucket('1', [[0, '0']]), bucket('2', [[0, '5']]), bucket('3', [[0, '4']]), bucket('+Inf', [[0, '4']])], [0]);
  assert.deepEqual(heat.rows, [{ low: 1, high: 2 }]);
  assert.deepEqual([...heat.counts], [5]);
});

test('series that other labels tell apart are no one histogram', () => {
  assert.equal(isClassic([{ metric: { le: '1', a: 'x' }, values: [] }, { metric: { le: '1', a: 'y' }, values: [] }]), false);
  assert.equal(isClassic([{ metric: { a: 'x' }, values: [] }, { metric: { le: '1' }, values: [] }]), false);
});

test('native histograms of one width keep their buckets, gaps between them are rows', () => {
  const series = [{ metric: {}, histograms: [[0, { buckets: [[0, '1', '2', '3'], [0, '8', '16', '1']] }]] as never }];
  assert.equal(isNative(series), true);
  const heat = nativeHeat(series, [0]);
  assert.deepEqual(heat.rows, [{ low: 1, high: 2 }, { low: 2, high: 4 }, { low: 4, high: 8 }, { low: 8, high: 16 }]);
  assert.deepEqual([...heat.counts], [3, 0, 0, 1]);
});

test('native histograms of different widths share rows, and no observation is lost', () => {
  const series = [{ metric: {}, histograms: [[0, { buckets: [[0, '1', '4', '8']] }], [60, { buckets: [[0, '1', '2', '3'], [0, '2', '4', '5']] }]] as never }];
  const heat = nativeHeat(series, [0, 60]);
  const sum = (t: number) => heat.rows.reduce((all, _, r) => all + heat.counts[r * 2 + t]!, 0);
  assert.ok(Math.abs(sum(0) - 8) < 1e-9 && Math.abs(sum(1) - 8) < 1e-9);
  assert.ok(heat.rows.length <= 60);
});

test('quantiles and heights of a heatmap', () => {
  const heat = classicHeat([bucket('1', [[0, '50']]), bucket('2', [[0, '100']])], [0]);
  assert.equal(quantileAt(heat, 0, 0.25), 0.5);
  assert.equal(quantileAt(heat, 0, 0.75), 1.5);
  assert.equal(quantileAt(classicHeat([bucket('1', [[0, '0']])], [0]), 0, 0.5), null);
  assert.equal(heightOf(heat, 0.5), 0.5);
  assert.equal(heightOf(heat, 2), 2);
  assert.equal(heightOf(heat, 7), null);
});

test('units of queries', () => {
  const facts = (name: string) => ({ x_size: { type: 'gauge', unit: 'By' }, latency: { type: 'histogram', unit: 'ms' } })[name];
  const unit = (text: string) => {
    const u = unitOf(shapeOf(text), facts);
    return `${u.base}${u.perSecond ? '/s' : ''}${u.factor === 1 ? '' : ` x${u.factor}`}`;
  };
  assert.equal(unit('x_size'), 'bytes');
  assert.equal(unit('sum by (a) (rate(io_bytes_total[5m]))'), 'bytes/s');
  assert.equal(unit('rate(io_bytes_total[5m]) * 8'), 'bits/s');
  assert.equal(unit('rate(requests_total[5m])'), 'none/s');
  assert.equal(unit('histogram_quantile(0.9, sum by (le) (rate(http_seconds_bucket[5m])))'), 'seconds');
  assert.equal(unit('histogram_quantile(0.9, rate(latency[5m]))'), 'seconds x0.001');
  assert.equal(unit('rate(http_seconds_sum[5m]) / rate(http_seconds_count[5m])'), 'seconds');
  assert.equal(unit('rate(cpu_seconds_total[5m])'), 'ratio');
  assert.equal(unit('rate(errors_total[5m]) / rate(requests_total[5m])'), 'ratio');
  assert.equal(unit('(a_total / b_total) * 100'), 'percent');
  assert.equal(unit('count(x_size)'), 'none');
  assert.equal(unit('topk(5, x_size)'), 'bytes');
  assert.equal(unit('x_size > bool 5'), 'none');
  assert.equal(unit('time() - process_start_timestamp_seconds'), 'seconds');
  assert.equal(unit('not understood ('), 'none');
  assert.deepEqual(metricUnit('http_seconds_bucket', { type: 'histogram', unit: 's' }), unitNamed('none'));
});

test('values in their unit', () => {
  assert.equal(formatUnit(0.25, unitNamed('s')), '250 ms');
  assert.equal(formatUnit(1536, unitNamed('By/s')), '1.5 KiB/s');
  assert.equal(formatUnit(0.123, unitNamed('ratio')), '12.3 %');
  assert.equal(formatUnit(-0.5, unitNamed('ratio')), '-50 %');
  assert.equal(formatUnit(1234, unitNamed('none')), '1.23 k');
  assert.equal(formatUnit(20, unitNamed('ms')), '20 ms');
  assert.equal(formatUnit(null, unitNamed('s')), '–');
  assert.equal(formatUnit(Number.NaN, unitNamed('s')), '–');
});

test('ticks: round in the unit, and never two alike', () => {
  assert.ok(increments(unitNamed('By'))!.includes(1024));
  assert.ok(increments(unitNamed('s'))!.includes(60));
  assert.ok(!increments(unitNamed('s'))!.includes(50));
  assert.equal(increments(unitNamed('none')), null);
  assert.deepEqual(axisLabels([1000, 1001, 1002], unitNamed('none')), ['1,000', '1,001', '1,002']);
  assert.deepEqual(axisLabels([0.9991, 0.9992], unitNamed('ratio')), ['99.91 %', '99.92 %']);
  assert.deepEqual(axisLabels([0, 1, 2], unitNamed('s')), ['0 s', '1 s', '2 s']);
});

test('figures, order, stacks and choice of lines', () => {
  assert.deepEqual(figuresOf([null, 1, 3, null]), { last: 3, min: 1, max: 3, mean: 2 });
  assert.deepEqual(figuresOf([null]), { last: null, min: null, max: null, mean: null });
  const lines = [{ label: 'b', values: [1, 9] }, { label: 'a', values: [5, 2] }];
  assert.deepEqual(sorted(lines, 'max').map((l) => l.label), ['b', 'a']);
  assert.deepEqual(sorted(lines, 'last', true).map((l) => l.label), ['a', 'b']);
  assert.deepEqual(sorted(lines, 'label').map((l) => l.label), ['a', 'b']);
  assert.deepEqual(stacked([{ values: [null, 1] }, { values: [null, 2] }]), [[null, 1], [null, 3]]);
  assert.deepEqual([...chosen(new Set(), 'a', false)], ['a']);
  assert.deepEqual([...chosen(new Set(['a']), 'a', false)], []);
  assert.deepEqual([...chosen(new Set(['a']), 'b', true)], ['a', 'b']);
  assert.deepEqual([...chosen(new Set(['a', 'b']), 'b', true)], ['a']);
});

test('a line keeps its colour when values reorder, and its earlier self has it too', () => {
  const line = (label: string, before = false) => ({ label, values: [1], before });
  const one = withColors([line('x'), line('y'), line('x', true)]);
  const other = withColors([line('y'), line('x')]);
  assert.equal(one[0]!.color, other[1]!.color);
  assert.equal(one[0]!.color, one[2]!.color);
  assert.notEqual(one[0]!.color, one[1]!.color);
});

test('exemplars: traces found, the greatest of each stretch kept once', () => {
  const all = exemplarsOf([{ seriesLabels: { le: '1' }, exemplars: [
    { labels: { trace_id: 'a', span_id: 's' }, value: '1', timestamp: 1 }, { labels: { traceID: 'b' }, value: '3', timestamp: 2 },
    { labels: { trace_id: 'a', span_id: 's' }, value: '1', timestamp: 1 }, { labels: {}, value: 'NaN', timestamp: 3 }, { labels: {}, value: '2', timestamp: 90 }] }]);
  assert.deepEqual(all.map((e) => e.traceId), ['a', 'b', 'a', '', '']);
  assert.deepEqual(thinned(all, 0, 100, 10).map((e) => e.value), [3, 2]);
});

const entry = (name: string, type: string, names: string[], native = false) => ({ name, names, type, unit: '', help: '', series: 1, seriesBefore: 1, labels: 1, native });
const HISTOGRAM = entry('h_seconds', 'histogram', ['h_seconds_bucket', 'h_seconds_count', 'h_seconds_sum']);
const NATIVE = entry('n_seconds', 'histogram', ['n_seconds'], true);

test('what one sees of a metric suits its type', () => {
  assert.equal(expression(entry('c_total', 'counter', ['c_total']), [], 'rate', ['pod']), 'sum by (pod) (rate(c_total[$__rate_interval]))');
  assert.equal(expression(entry('g', 'gauge', ['g']), [{ label: 'a', op: '!=', value: 'b' }], 'avg', []), 'avg (g{a!="b"})');
  assert.equal(expression(HISTOGRAM, [], 'p95', ['a']), 'histogram_quantile(0.95, sum by (le, a) (rate(h_seconds_bucket[$__rate_interval])))');
  assert.equal(expression(HISTOGRAM, [], 'heatmap', []), 'sum by (le) (increase(h_seconds_bucket[$__interval]))');
  assert.equal(expression(NATIVE, [], 'p50', []), 'histogram_quantile(0.5, sum (rate(n_seconds[$__rate_interval])))');
  assert.equal(expression(NATIVE, [], 'mean', ['k8s.pod']), 'histogram_avg(sum by ("k8s.pod") (rate(n_seconds[$__rate_interval])))');
  assert.equal(kindOf(entry('x_total', 'unknown', ['x_total'])), 'counter');
  assert.deepEqual(aggregatesOf(entry('target_info', 'info', ['target_info'])), ['count']);
  assert.equal(overview(HISTOGRAM, [], 'p95', '').length, 3);
});

test('every expression of the explore page is understood', () => {
  for (const e of [entry('c_total', 'counter', ['c_total']), entry('g', 'gauge', ['g']), HISTOGRAM, NATIVE, entry('i', 'info', ['i'])]) {
    for (const a of aggregatesOf(e)) {
      for (const text of [expression(e, [], a, []), expression(e, [], a, ['x']), greatest(e, [], a, 'x', 5000)]) assert.notEqual(shapeOf(text.replace(/\$__\w+/g, '1m')), null, text);
    }
  }
});

test('narrowing to values', () => {
  const where = parseWhere('service_name="a,b",pod!="x",pod!="y"');
  assert.equal(formatWhere(where), 'service_name="a,b",pod!="x",pod!="y"');
  assert.equal(formatWhere(narrowed(where, { label: 'pod', op: '!=', value: 'z' })), 'service_name="a,b",pod!="x",pod!="y",pod!="z"');
  assert.equal(formatWhere(narrowed(where, { label: 'pod', op: '=', value: 'x' })), 'service_name="a,b",pod="x"');
  assert.deepEqual(parseWhere('half="'), []);
});

test('growth in words', () => {
  assert.deepEqual([growth(10, 0), growth(11, 10), growth(9, 10), growth(10, 10), growth(0, 0)], ['new', '+10 %', '−10 %', '', '']);
});

test('advice names the label that looks like an identifier, and what grew', () => {
  const cardinality = {
    day: '2026-11-21', series: 9000, seriesBefore: 4000, seriesLimit: 10_000, days: [], pairs: [],
    metrics: [{ name: 'http_bucket', series: 5000, before: 4800 }, { name: 'cart_total', series: 2500, before: 500 }],
    labels: [{ name: 'user_id', values: 2500, before: 500 }, { name: 'service_name', values: 5, before: 5 }],
  };
  const texts = adviceOn(cardinality).map((a) => a.text);
  assert.ok(texts.some((t) => t.startsWith('9,000 of 10,000 series')));
  assert.ok(texts.some((t) => t.startsWith('user_id has 2,500 values')));
  assert.ok(texts.some((t) => t.startsWith('cart_total grew from 500 to 2,500')));
  assert.ok(texts.some((t) => t.startsWith('http_bucket makes 56 %')));
  assert.deepEqual(adviceOn({ ...cardinality, series: 100, seriesLimit: 0, metrics: [], labels: [] }), []);
  assert.equal(heaviestLabel({ metric: 'x', series: 10, labels: [{ name: 'a', values: 2, top: [] }, { name: 'b', values: 5, top: [] }] })?.name, 'b');
});
