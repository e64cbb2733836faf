import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveBuffer } from '../../../main/frontend/logs/live-buffer.ts';
import { addToHistogram, shiftHistogram } from '../../../main/frontend/logs/live-histogram.ts';
import { emptyColumns, type LogColumns } from '../../../main/frontend/logs/log-types.ts';

/** Rows `from` to `to` (exclusive) in that order; a second one has the millisecond of its number. */
function rows(from: number, to: number): LogColumns {
  const c = emptyColumns(['k']);
  for (let i = from; from < to ? i < to : i > to; i += from < to ? 1 : -1) {
    c.id.push(`r${i}`);
    c.time.push(`${i}000000`);
    c.severity.push(i % 10 === 0 ? 'error' : 'info');
    for (const name of ['service', 'body', 'traceId', 'spanId'] as const) c[name].push('');
    c.fields['k']!.push(i);
  }
  return c;
}

const ids = (b: LiveBuffer, n: number) => Array.from({ length: Math.min(n, b.rows) }, (_, i) => b.at(i)!.columns.id[b.at(i)!.index]);

test('the newest line is the first', () => {
  const buffer = new LiveBuffer(['k']);
  buffer.push(rows(1, 4));
  assert.equal(buffer.rows, 0);
  assert.equal(buffer.waiting, 3);
  assert.equal(buffer.flush(), 3);
  buffer.push(rows(4, 6));
  buffer.flush();
  assert.deepEqual(ids(buffer, 9), ['r5', 'r4', 'r3', 'r2', 'r1']);
  assert.equal(buffer.indexOf('r1'), 4);
  assert.equal(buffer.at(0)!.columns.fields['k']![buffer.at(0)!.index], 5);
  assert.equal(buffer.at(5), null);
});

test('the search it goes on from is below, and what comes twice is shown once', () => {
  const buffer = new LiveBuffer(['k']);
  buffer.push(rows(3, 5));
  buffer.seed(rows(3, -1));
  buffer.flush();
  assert.deepEqual(ids(buffer, 9), ['r4', 'r3', 'r2', 'r1', 'r0']);
  buffer.push(rows(2, 6));
  buffer.repeats();
  buffer.push(rows(4, 8));
  buffer.flush();
  assert.equal(ids(buffer, 99).filter((id) => id === 'r7').length, 1);
});

test('both the queue and what is shown are bounded, and nothing is lost silently', () => {
  const buffer = new LiveBuffer([], 1_000);
  for (let i = 0; i < 100; i++) buffer.push(rows(i * 100, i * 100 + 100));
  assert.equal(buffer.waiting, 10_000);
  assert.equal(buffer.dropped, 9_000);
  assert.equal(buffer.flush(), 1_000);
  assert.equal(buffer.waiting, 0);
  assert.equal(ids(buffer, 1)[0], 'r9999');
  for (let i = 100; i < 200; i++) {
    buffer.push(rows(i * 100, i * 100 + 100));
    buffer.flush();
  }
  assert.ok(buffer.rows <= 2_000, `${buffer.rows} rows`);
  assert.equal(buffer.arrived, 20_000);
  assert.equal(ids(buffer, 1)[0], 'r19999');
});

test('the histogram moves with the clock and counts what arrives', () => {
  const histogram = { startMillis: 0, stepMillis: 10, series: [{ severity: 'info', counts: [5, 0, 1] }], total: 6 };
  addToHistogram(histogram, rows(18, 23));
  assert.deepEqual(histogram.series, [{ severity: 'info', counts: [5, 2, 3] }, { severity: 'error', counts: [0, 0, 1] }]);
  assert.equal(histogram.total, 11);
  const later = shiftHistogram(histogram, 45);
  assert.equal(later.startMillis, 20);
  assert.deepEqual(later.series.map((s) => s.counts), [[3, 0, 0], [1, 0, 0]]);
  assert.equal(later.total, 4);
  assert.deepEqual(shiftHistogram(later, 999_999).series[0]!.counts, [0, 0, 0]);
});
