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
