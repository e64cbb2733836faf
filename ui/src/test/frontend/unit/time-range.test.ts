import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setUtc } from '../../../main/frontend/lib/format.ts';
import * as range from '../../../main/frontend/lib/time-range.ts';

// Saturday, 21 November 2026, 12:03:11 UTC.
const NOW = Date.UTC(2026, 10, 21, 12, 3, 11);
const at = (hour: number, minute = 0, day = 21) => String(Date.UTC(2026, 10, day, hour, minute));

before(() => setUtc(true));

test('relative phrases', () => {
  const cases: Record<string, string> = {
    'last 2 hours': 'now-2h', 'Last hour': 'now-1h', '90m': 'now-90m', '3 days': 'now-3d',
    'past 15 min': 'now-15m', 'the last week': 'now-1w', 'previous day': 'now-1d',
  };
  for (const [text, from] of Object.entries(cases)) {
    assert.deepEqual(range.parseRange(text, NOW), { from, to: 'now' }, text);
  }
});

test('named days', () => {
  assert.deepEqual(range.parseRange('today', NOW), { from: at(0), to: 'now' });
  assert.deepEqual(range.parseRange('yesterday', NOW), { from: at(0, 0, 20), to: at(0) });
  assert.deepEqual(range.parseRange('this week', NOW), { from: at(0, 0, 16), to: 'now' });
});

test('absolute ranges, pasted or typed', () => {
  assert.deepEqual(range.parseRange('10:00 to 11:30', NOW), { from: at(10), to: at(11, 30) });
  assert.deepEqual(range.parseRange('2026-11-20 12:00 - 13:00', NOW), { from: at(12, 0, 20), to: at(13, 0, 20) });
  assert.deepEqual(range.parseRange('2026-11-20T12:00:00Z – 2026-11-20T13:00:00Z', NOW), { from: at(12, 0, 20), to: at(13, 0, 20) });
  assert.deepEqual(range.parseRange('11:00 to now', NOW), { from: at(11), to: String(NOW) });
});

test('two ends in words move on with the clock', () => {
  assert.deepEqual(range.parseRange('10 minutes ago to 5 minutes ago', NOW), { from: 'now-10m', to: 'now-5m' });
  assert.deepEqual(range.parseRange('from an hour ago until now', NOW), { from: 'now-1h', to: 'now' });
  assert.deepEqual(range.parseRange('now-2h to now-1h', NOW), { from: 'now-2h', to: 'now-1h' });
  assert.equal(range.parseRange('5 minutes ago to 10 minutes ago', NOW), null);
  assert.equal(range.label({ from: 'now-10m', to: 'now-5m' }, NOW), '10 minutes ago to 5 minutes ago');
});

test('one instant becomes five minutes either side', () => {
  const middle = Date.UTC(2026, 10, 21, 11, 0);
  const around = { from: String(middle - 300e3), to: String(middle + 300e3) };
  assert.deepEqual(range.parseRange('11:00', NOW), around);
  assert.deepEqual(range.parseRange(String(middle / 1000), NOW), around);
  assert.deepEqual(range.parseRange(`${middle}123456`, NOW), around);
  assert.deepEqual(range.parseRange('2 hours ago', NOW), range.around(NOW - 7200e3));
});

test('what cannot be read is refused', () => {
  for (const text of ['', 'soon', '25:00', '13:00 to 12:00', 'last 0 hours', '2026-13-01']) {
    assert.equal(range.parseRange(text, NOW), null, text);
  }
});

test('a range without sense resolves to the default', () => {
  assert.deepEqual(range.resolve({ from: 'now-15m', to: 'now' }, NOW), { start: NOW - 900e3, end: NOW });
  assert.deepEqual(range.resolve({ from: 'abc', to: 'now' }, NOW), { start: NOW - 3600e3, end: NOW });
  assert.deepEqual(range.resolve({ from: '20', to: '10' }, NOW), { start: NOW - 3600e3, end: NOW });
});

test('labels', () => {
  assert.equal(range.label({ from: 'now-1h', to: 'now' }, NOW), 'Last 1 hour');
  assert.equal(range.label({ from: 'now-45m', to: 'now' }, NOW), 'Last 45 minutes');
  assert.equal(range.label({ from: at(10), to: at(11) }, NOW), '10:00:00 – 11:00:00');
  assert.equal(range.label({ from: at(23, 0, 20), to: at(1) }, NOW), '2026-11-20 23:00:00 – 2026-11-21 01:00:00');
});
