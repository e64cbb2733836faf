import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as format from '../../../main/frontend/lib/format.ts';

test('a duration has three digits and the unit that fits', () => {
  const cases: Array<[number | null, string]> = [
    [0, '0 s'], [740, '740 ns'], [1_240, '1.24 µs'], [1_240_000, '1.24 ms'], [999_600, '1 ms'],
    [702_000_000, '702 ms'], [1_840_000_000, '1.84 s'], [59_940_000_000, '59.9 s'], [125_000_000_000, '2 m 5 s'],
    [3_600_000_000_000, '1 h'], [93_600_000_000_000, '1 d 2 h'], [-1_240_000, '-1.24 ms'], [null, '–'],
  ];
  for (const [nanos, text] of cases) assert.equal(format.duration(nanos), text, String(nanos));
});

test('a rate below one a second is said per minute or hour', () => {
  assert.equal(format.rate(3400), '3.4 k/s');
  assert.equal(format.rate(12.1), '12.1/s');
  assert.equal(format.rate(0.5), '30/min');
  assert.equal(format.rate(0.001), '3.6/h');
  assert.equal(format.rate(0), '0/s');
  assert.equal(format.rate(null), '–');
});

test('counts, shares and sizes', () => {
  assert.equal(format.count(12480), '12,480');
  assert.equal(format.compact(12480), '12.5 k');
  assert.equal(format.compact(999_600), '1 M');
  assert.equal(format.percent(0.042), '4.2 %');
  assert.equal(format.percent(0.00001), '<0.01 %');
  assert.equal(format.bytes(13_421_773), '12.8 MiB');
  assert.equal(format.bytes(512), '512 B');
  assert.equal(format.plural(1, 'line'), '1 line');
  assert.equal(format.plural(2, 'line'), '2 lines');
});

test('nanosecond instants keep every digit', () => {
  format.setUtc(true);
  const nanos = '1763683200123456789';
  assert.equal(format.time(nanos), '00:00:00.123');
  assert.equal(format.dateTime(nanos), '2025-11-21 00:00:00.123');
  assert.equal(format.exactTime(nanos), '2025-11-21 00:00:00.123456789 UTC');
  assert.equal(format.nanosBetween('1763683200123456789', '1763683200123456788'), 1);
  assert.equal(format.time('0'), '–');
});

test('how long ago', () => {
  assert.equal(format.ago(0, 3_000), '3 s ago');
  assert.equal(format.ago(0, 150_000), '2 m ago');
  assert.equal(format.ago(5_000, 0), 'in 5 s');
  assert.equal(format.ago(100, 0), 'now');
});
