import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownTimes } from '../../../main/frontend/traces/own-time.ts';

function own(spans: Array<[parent: number, start: number, length: number]>): number[] {
  return ownTimes({
    parent: spans.map((s) => s[0]),
    startOffsetNanos: spans.map((s) => s[1]),
    durationNanos: spans.map((s) => s[2]),
  });
}

test('time is that of the span less that of its children', () => {
  assert.deepEqual(own([[-1, 0, 100], [0, 10, 20], [0, 50, 30], [1, 15, 5]]), [50, 15, 30, 5]);
});

test('children that run at the same time count once', () => {
  assert.deepEqual(own([[-1, 0, 100], [0, 10, 40], [0, 20, 40], [0, 25, 5]]), [50, 40, 40, 5]);
  assert.deepEqual(own([[-1, 0, 100], [0, 20, 40], [0, 10, 80]])[0], 20);
});

test('a child counts only while its parent runs', () => {
  assert.deepEqual(own([[-1, 50, 100], [0, 0, 70], [0, 140, 500], [0, 400, 5]])[0], 70);
  assert.deepEqual(own([[-1, 0, 0], [0, 0, 5]])[0], 0);
});
