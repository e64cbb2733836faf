import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as query from '../../../main/frontend/lib/query-text.ts';

test('a quoted value is one term', () => {
  assert.deepEqual(
    query.terms('service:checkout "payment failed" -route:"/a b"').map((t) => t.text),
    ['service:checkout', '"payment failed"', '-route:"/a b"'],
  );
});

test('include and exclude replace each other', () => {
  const included = query.include('boom', 'service', 'checkout');
  assert.equal(included, 'boom service:checkout');
  const excluded = query.exclude(included, 'service', 'checkout');
  assert.equal(excluded, 'boom -service:checkout');
  assert.equal(query.include(excluded, 'service', 'checkout'), included);
  assert.equal(query.include(included, 'service', 'checkout'), included);
});

test('only leaves one value of a field', () => {
  assert.equal(query.only('a service:x -service:y b', 'service', 'z'), 'a b service:z');
  assert.equal(query.clear('service:x', 'service'), '');
});

test('values with spaces, quotes and words of the language are quoted', () => {
  assert.equal(query.term('k', 'a b'), 'k:"a b"');
  assert.equal(query.term('k', 'say "hi"'), 'k:"say \\"hi\\""');
  assert.equal(query.term('k', 'or'), 'k:"or"');
  assert.equal(query.term('k', '/pay'), 'k:/pay');
  assert.equal(query.stateOf(query.exclude('', 'k', 'a b'), 'k', 'a b'), 'excluded');
});

test('the cursor is in a field name or in a value', () => {
  assert.deepEqual(query.cursorAt('serv', 4), { kind: 'field', field: '', prefix: 'serv', start: 0, end: 4 });
  assert.deepEqual(query.cursorAt('a -service:ch x', 13), { kind: 'value', field: 'service', prefix: 'ch', start: 11, end: 13 });
  assert.deepEqual(query.cursorAt('severity>=w', 11), { kind: 'value', field: 'severity', prefix: 'w', start: 10, end: 11 });
  assert.equal(query.cursorAt('a ', 2).kind, 'field');
});

test('words to highlight leave out fields and negations', () => {
  assert.deepEqual(query.words('service:x "payment failed" -noise boom*'), ['payment failed', 'boom']);
});

test('who reads a text', () => {
  assert.equal(query.notationOf('service:a "x | y"'), 'search');
  assert.equal(query.notationOf('/a|b/ c'), 'search');
  assert.equal(query.notationOf('path:/a/b | stats count()'), 'pipes');
  assert.equal(query.notationOf(' {app="x"} |= "y"'), 'logql');
  assert.equal(query.notationOf('sum by (a) (rate({app="x"}[1m]))'), 'logql');
  assert.equal(query.notationOf('f:{1 TO 5}'), 'search');
});

test('edits leave the pipes as they are', () => {
  assert.equal(query.include('a | stats count() by (b)', 'service', 'x'), 'a service:x | stats count() by (b)');
  assert.equal(query.exclude('| json', 'service', 'x'), '-service:x | json');
  assert.equal(query.without('a service:x | json', 'service', 'x'), 'a | json');
  assert.equal(query.stateOf('service:x | where service:y', 'service', 'y'), null);
});

test('in LogQL a value becomes a label filter', () => {
  assert.equal(query.include('{a="b"}', 'http.route', '/pay'), '{a="b"} | http_route="/pay"');
  assert.equal(query.exclude('{a="b"}', 'service', 'x"y'), '{a="b"} | service_name!="x\\"y"');
  assert.equal(query.include(query.include('{a="b"}', 'k', 'v'), 'k', 'v'), '{a="b"} | k="v"');
});

test('groups, ranges and regular expressions are one term', () => {
  assert.deepEqual(query.terms('f:(a OR b) g:[1 TO 5} /x y/ p:/a/b').map((t) => t.text), ['f:(a OR b)', 'g:[1 TO 5}', '/x y/', 'p:/a/b']);
  assert.equal(query.clear('f:(a b) c', 'f'), 'c');
  assert.deepEqual(query.removable('a f:(b OR c) | json'), ['a', 'f:(b OR c)']);
  assert.deepEqual(query.removable('a OR b'), []);
});

test('values that would be read as something else are quoted', () => {
  for (const value of ['1..5', '10.0.0.0/8', '/a/', 'TO', 'a*', '>5']) assert.equal(query.quoteValue(value), `"${value}"`);
  assert.equal(query.quoteValue('/orders/{id}'), '"/orders/{id}"');
  assert.equal(query.quoteValue('10.0.0.7'), '10.0.0.7');
});
