import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idTargets, matches } from '../../../main/frontend/shell/palette-targets.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

test('a trace ID is followed or opened', () => {
  assert.deepEqual(idTargets(TRACE).map((t) => t.path), [`/c/${TRACE}`, `/trace/${TRACE}`]);
});

test('a traceparent header opens its trace', () => {
  assert.equal(idTargets(`00-${TRACE}-00f067aa0ba902b7-01`)[0]?.path, `/trace/${TRACE}`);
});

test('key and value follow that key', () => {
  assert.equal(idTargets('order.id=7f3a/91')[0]?.path, '/c?id=7f3a%2F91&key=order.id');
  assert.equal(idTargets('order.id: "7f3a"')[0]?.path, '/c/order.id/7f3a');
});

test('a word may be an ID, several may too', () => {
  assert.equal(idTargets('checkout')[0]?.certain, false);
  assert.equal(idTargets('ord-20261121-77')[0]?.certain, true);
  assert.equal(idTargets('order 42')[0]?.path, '/c/order%2042');
  assert.equal(idTargets('order 42')[0]?.certain, false);
});

test('letters in order find a name', () => {
  assert.ok(matches('chk', 'checkout'));
  assert.ok(!matches('kc', 'checkout'));
});
