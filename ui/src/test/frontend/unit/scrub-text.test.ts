import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Scrub, scrubSentences } from '../../../main/frontend/status/scrub-text.ts';

const NEVER: Scrub = { startedMillis: 0, finishedMillis: 0, reading: '', bytes: 0, allBytes: 0, findings: 0, nextMillis: 0 };
const MARCH = Date.UTC(2026, 2, 10, 12);

test('a new data directory has not been read', () => {
  assert.deepEqual(scrubSentences(NEVER), ['Not yet since this data directory was made.']);
});

test('a round under way says how far it is and what it found', () => {
  const [now, before] = scrubSentences({ ...NEVER, startedMillis: MARCH, reading: 'traces', bytes: 1 << 20, allBytes: 4 << 20, findings: 2 });
  assert.match(now ?? '', /^Reading traces since .*: 1(\.0+)? MiB of about 4(\.0+)? MiB \(25(\.0+)? ?%\), 2 findings so far\.$/);
  assert.equal(before, 'It has not been through before.');
});

test('more than there seemed to be is not more than everything', () => {
  const [now] = scrubSentences({ ...NEVER, startedMillis: MARCH, reading: 'logs', bytes: 9 << 20, allBytes: 4 << 20 });
  assert.match(now ?? '', /\(100(\.0+)? ?%\), nothing damaged so far/);
});

test('a finished round says when, what and when again', () => {
  const [last, next] = scrubSentences({ ...NEVER, finishedMillis: MARCH, bytes: 4 << 20, nextMillis: MARCH + 30 * 86_400_000 });
  assert.match(last ?? '', /^Read 4(\.0+)? MiB until .*: nothing damaged\.$/);
  assert.match(next ?? '', /^The next time begins /);
});
