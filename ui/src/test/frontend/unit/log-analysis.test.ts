import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf, linesOf, seriesOf, sortedRows, viewsOf } from '../../../main/frontend/logs/log-analysis.ts';
import { foldForeign, readBody } from '../../../main/frontend/logs/log-body.ts';
import { templatePieces } from '../../../main/frontend/logs/log-pattern.ts';
import type { Analysis } from '../../../main/frontend/logs/log-types.ts';

const column = (name: string, type: string) => ({ name, type });

test('series: a line for each group and number, gaps where nothing was', () => {
  const analysis: Analysis = {
    kind: 'series',
    columns: [column('time', 'time'), column('service', 'string'), column('count()', 'int')],
    rows: [[2000, 'a', 1], [1000, 'a', 5], [1000, 'b', 50]],
  };
  assert.deepEqual(seriesOf(analysis), { times: [1, 2], lines: [{ label: 'b', values: [50, null] }, { label: 'a', values: [5, 1] }] });
  const two = { ...analysis, columns: [column('time', 'time'), column('n', 'int'), column('m', 'double')], rows: [[1000, 1, 2.5]] };
  assert.deepEqual(seriesOf(two).lines.map((l) => l.label), ['m', 'n']);
  assert.deepEqual(viewsOf(analysis), ['chart', 'table']);
});

test('lines become columns of a search with what the pipes made', () => {
  const names = ['id', 'time', 'severity', 'service', 'body', 'code'];
  const analysis: Analysis = { kind: 'lines', columns: names.map((n) => column(n, 'string')), rows: [['r1', '1763683200123456789', 'warn', 'a', 'boom', 51]] };
  const lines = linesOf(analysis);
  assert.deepEqual(lines.id, ['r1']);
  assert.deepEqual(lines.time, ['1763683200123456789']);
  assert.deepEqual(lines.fields, { code: [51] });
});

test('rows are sorted as numbers or as text, missing ones last', () => {
  const analysis: Analysis = { kind: 'table', columns: [column('k', 'string'), column('n', 'int')], rows: [['b', 9], ['a', 10], ['c', null]] };
  assert.deepEqual(sortedRows(analysis, 1, true), [1, 0, 2]);
  assert.deepEqual(sortedRows(analysis, 1, false), [0, 1, 2]);
  assert.deepEqual(sortedRows(analysis, 0, false), [1, 0, 2]);
});

test('a body is JSON, a stack trace or text', () => {
  assert.deepEqual(readBody('{"a":1}'), { kind: 'json', value: { a: 1 }, before: '' });
  assert.deepEqual(readBody('got {"a":[1]}'), { kind: 'json', value: { a: [1] }, before: 'got' });
  assert.deepEqual(readBody('a {b} c'), { kind: 'text', text: 'a {b} c' });
  assert.deepEqual(readBody({ a: 1 }), { kind: 'json', value: { a: 1 }, before: '' });
  assert.equal(readBody(null).kind, 'text');
  const stack = readBody('java.lang.IllegalStateException: no\n\tat shop.A.b(A.java:1)\n\tat java.base/java.lang.Thread.run(Thread.java:9)\nCaused by: x');
  assert.ok(stack.kind === 'stack');
  assert.deepEqual(stack.lines.map((l) => l.kind), ['head', 'frame', 'frame', 'head']);
  assert.deepEqual(stack.lines.map((l) => l.foreign), [false, false, true, false]);
});

test('runs of library frames fold', () => {
  const own = { text: 'at shop', kind: 'frame' as const, foreign: false };
  const far = { text: 'at java', kind: 'frame' as const, foreign: true };
  assert.deepEqual(foldForeign([own, far, far, far, own, far]), [own, { folded: [far, far, far] }, own, far]);
});

test('an analysis as CSV', () => {
  const analysis: Analysis = { kind: 'table', columns: [column('k', 'string'), column('n', 'int')], rows: [['a "b", c', 9], [null, 10]] };
  assert.equal(csvOf(analysis), 'k,n\r\n"a ""b"", c",9\r\n,10\r\n');
});

test('a template in pieces', () => {
  assert.deepEqual(templatePieces('user <*> from <ip>: <b>'), [
    { text: 'user ', variable: false },
    { text: '*', variable: true },
    { text: ' from ', variable: false },
    { text: '<ip>', variable: true },
    { text: ': ', variable: false },
    { text: '<b>', variable: true },
  ]);
});
