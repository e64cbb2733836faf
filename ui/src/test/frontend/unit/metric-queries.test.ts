import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertRule, nameOf, suggestedThreshold } from '../../../main/frontend/metrics/alert-rule.ts';
import { compile, FormulaError, leastStep, locate, positionIn } from '../../../main/frontend/metrics/formula.ts';
import { formatLegend, legends } from '../../../main/frontend/metrics/legend-format.ts';
import { stepSeconds } from '../../../main/frontend/metrics/metric-types.ts';
import { freeId, parsePanel, queryParameters, withQuery } from '../../../main/frontend/metrics/panel-spec.ts';
import { selectorsOf, servicesOf, shapeOf } from '../../../main/frontend/metrics/promql-shape.ts';
import { selector, tokens } from '../../../main/frontend/metrics/promql-tokens.ts';

const VARIABLES = { stepSeconds: 30, rangeSeconds: 3600, sampleSeconds: 15 };

test('tokens: strings and comments hide what looks like names', () => {
  assert.deepEqual(tokens('a{b="c}"}[5m] # x\n+ 1.5e3').map((t) => t.text), ['a', '{', 'b', '=', '"c}"', '}', '[', '5m', ']', '+', '1.5e3']);
  assert.deepEqual(tokens('sum by (x) (rate(y[$__interval]))').find((t) => t.kind === 'variable')?.text, '$__interval');
  assert.deepEqual(tokens('up{a="half').map((t) => t.text), ['up', '{', 'a', '=']);
});

test('a selector quotes what Prometheus 2 did not know', () => {
  assert.equal(selector('up'), 'up');
  assert.equal(selector('up', [{ label: 'a', op: '=', value: 'b"\\' }]), 'up{a="b\\"\\\\"}');
  assert.equal(selector('http.requests', [{ label: 'k8s.pod', op: '!=', value: '' }]), '{"http.requests", "k8s.pod"!=""}');
});

test('a formula is one expression of parenthesised queries', () => {
  const texts = new Map([['A', 'sum(errors) or vector(0)'], ['B', 'sum(all{x="A"})'], ['F1', 'A / B * 100'], ['F2', 'F1 > 5']]);
  assert.equal(compile('F1', texts, VARIABLES).text, '(sum(errors) or vector(0)) / (sum(all{x="A"})) * 100');
  assert.equal(compile('F2', texts, VARIABLES).text, '((sum(errors) or vector(0)) / (sum(all{x="A"})) * 100) > 5');
  assert.equal(compile('B', texts, VARIABLES).text, 'sum(all{x="A"})', 'a query names no others');
});

test('a comment does not swallow the parenthesis behind it', () => {
  const texts = new Map([['A', 'up # all'], ['F1', 'A + 1']]);
  assert.equal(compile('F1', texts, VARIABLES).text, '(up # all\n) + 1');
});

test('a formula that cannot be put together says where', () => {
  const fails = (formula: string, more: Array<[string, string]> = []) => {
    try {
      compile('F1', new Map([['A', 'up'], ['C', ' '], ['F1', formula], ...more]), VARIABLES);
    } catch (e) {
      assert.ok(e instanceof FormulaError);
      return `${e.id}:${e.position} ${e.message}`;
    }
    return 'compiled';
  };
  assert.match(fails('A / Z'), /^F1:4 There is no query Z \(expected: A, C\)/);
  assert.match(fails('C * 2'), /^F1:0 Query C is empty/);
  assert.match(fails('1 + F1'), /^F1:4 F1 would contain itself/);
  assert.match(fails('F2', [['F2', 'A + F1']]), /^F2:4 F1 would contain itself/);
});

test('variables of the step', () => {
  const text = (s: string, stepSeconds = 30, sampleSeconds = 15) => compile('A', new Map([['A', s]]), { stepSeconds, rangeSeconds: 3600, sampleSeconds }).text;
  assert.equal(text('rate(x[$__rate_interval])', 300), 'rate(x[600s])');
  assert.equal(text('rate(x[$__rate_interval])', 5), 'rate(x[60s])');
  assert.equal(text('rate(x[$__rate_interval])', 15, 60), 'rate(x[240s])', 'of an SDK that exports every minute');
  assert.deepEqual(['increase(x[$__interval])', 'x[${__interval}]', 'x[$__rate_interval]', '$__interval_ms', 'x[5m]'].map((t) => leastStep(t, 60)), [120, 120, 0, 0, 0]);
  assert.equal(text('increase(x[${__interval}]) $other', 15), 'increase(x[15s]) $other');
  assert.equal(text('x[$__range:$__interval]'), 'x[3600s:30s]');
});

test("the server's position leads back to what was written", () => {
  const texts = new Map([['A', 'rate(x[$__interval]) +'], ['F1', '1 + A']]);
  const compiled = compile('F1', texts, VARIABLES);
  assert.equal(compiled.text, '1 + (rate(x[30s]) +)');
  const at = positionIn('invalid parameter "query": 1:20: parse error: unexpected ")"', compiled.text);
  assert.equal(at, 19);
  assert.deepEqual(locate(compiled, at!), { id: 'A', position: 22 });
  assert.deepEqual(locate(compiled, 2), { id: 'F1', position: 2 });
  assert.equal(positionIn('invalid parameter "query": 2:3: parse error: x', 'ab\ncdef'), 5);
  assert.equal(positionIn('PromQL info: metric might not be a counter: "x" (1:6)', 'rate(x[5m])'), 5);
  assert.equal(positionIn('the query took too long at 10:30:00', 'up'), null);
});

test('shapes: selectors and services of a query', () => {
  const shape = shapeOf('histogram_quantile(0.9, sum by (le) (rate(x_bucket{service_name="cart", a!~"b"}[5m] offset 1h))) > bool on (a) group_left () y @ end() or -z[1h:5m]');
  assert.deepEqual(selectorsOf(shape).map((s) => [s.name, s.range]), [['x_bucket', true], ['y', false], ['z', true]]);
  assert.deepEqual(servicesOf(shape), ['cart']);
  assert.equal(selectorsOf(shapeOf('{"http.requests", a="b"}'))[0]?.name, 'http.requests');
  assert.equal(selectorsOf(shapeOf('{__name__="up"}'))[0]?.name, 'up');
  assert.equal(shapeOf('sum by (a) (b) without'), null);
  assert.equal(shapeOf('rate(x['), null);
});

test('legends: by format, else by what tells series apart', () => {
  assert.equal(formatLegend('{{ service_name }} p{{q}}{{missing}}', { service_name: 'cart', q: '95' }), 'cart p95');
  const metrics = [{ __name__: 'up', job: 'a', pod: '1' }, { __name__: 'up', job: 'a', pod: '2' }];
  assert.deepEqual(legends('', metrics, 'up'), ['1', '2']);
  assert.deepEqual(legends('{{job}}/{{pod}}', metrics, 'up'), ['a/1', 'a/2']);
  assert.deepEqual(legends('', [{ a: '1', b: '2' }, { a: '2', b: '2', c: '3' }], 'x'), ['1', '{a="2", c="3"}']);
  assert.deepEqual(legends('', [{}], 'sum(rate(x[5m]))'), ['sum(rate(x[5m]))']);
  assert.deepEqual(legends('{{gone}}', [{ __name__: 'up' }], 'up'), ['up']);
});

test('a panel and its address', () => {
  const params = new URLSearchParams('q=up&q.B=down&q.F1=A%2FB&l.B=%7B%7Bjob%7D%7D&off=A&view=table&draw=stack&scale=log&step=1m&before=1d&unit=By&q.f=no&q.AA=no');
  const spec = parsePanel(params);
  assert.deepEqual(spec.queries.map((q) => [q.id, q.text, q.legend, q.hidden]), [['A', 'up', '', true], ['B', 'down', '{{job}}', false], ['F1', 'A/B', '', false]]);
  assert.deepEqual([spec.view, spec.draw, spec.log, spec.step, spec.before, spec.unit], ['table', 'stack', true, 60, '1d', 'By']);
  const written = queryParameters(spec.queries.slice(0, 1), params);
  assert.deepEqual(written, { q: 'up', 'q.B': null, 'q.F1': null, 'l.B': null, 'l.A': null, off: 'A' });
  assert.deepEqual([parsePanel(new URLSearchParams('view=nonsense&draw=x&before=soon')).view, parsePanel(new URLSearchParams('before=soon')).before], ['', '']);
});

test('a query written to an address comes back the same', () => {
  const queries = [{ id: 'A', text: 'a{b="c&d"} + 1', legend: '{{x}} %', hidden: false }, { id: 'C', text: 'up # ü', legend: '', hidden: true }];
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(queryParameters(queries, params))) if (value !== null) params.set(name, value);
  assert.deepEqual(parsePanel(new URLSearchParams(params.toString())).queries, queries);
});

test('names of queries', () => {
  const query = (id: string) => ({ id, text: '', legend: '', hidden: false });
  assert.equal(freeId([query('A'), query('C')], false), 'B');
  assert.equal(freeId([query('A'), query('F1')], true), 'F2');
  assert.deepEqual(withQuery([query('A'), query('F1')], query('B')).map((q) => q.id), ['A', 'B', 'F1']);
});

test('steps are round and few', () => {
  assert.equal(stepSeconds(0, 3600e3), 15);
  assert.equal(stepSeconds(0, 86400e3), 600);
  assert.equal(stepSeconds(0, 20 * 86400e3), 7200);
  assert.equal(stepSeconds(0, 60e3), 5);
});

test('an alerting rule out of a query', () => {
  assert.equal(nameOf('sum by (service_name) (rate(http_requests_total[5m]))'), 'HttpRequests');
  assert.equal(nameOf('1 +'), 'Query');
  const rule = alertRule('a / b', '>', 0.5, 10, 'too many "errors"');
  assert.match(rule, /^ {8}expr: \|\n {10}a \/ b > 0\.5\n {8}for: 10m$/m);
  assert.match(alertRule('a or b', '<', 1, 0, ''), /\(a or b\) < 1/);
  assert.match(rule, /summary: "too many \\"errors\\""/);
  assert.equal(suggestedThreshold(123), 150);
  assert.equal(suggestedThreshold(-Infinity), 0);
});
