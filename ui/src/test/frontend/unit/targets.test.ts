import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contains, jobs, type Scraping, scrapedAt, type Target, type Targets } from '../../../main/frontend/targets/target-types.ts';

function target(pool: string, address: string, health: Target['health']): Target {
  return {
    discoveredLabels: {},
    labels: { instance: address, job: pool },
    scrapePool: pool,
    scrapeUrl: `http://${address}/metrics`,
    lastError: health === 'down' ? 'Connection refused' : '',
    lastScrape: health === 'unknown' ? '0001-01-01T00:00:00Z' : '2026-11-21T10:00:00Z',
    lastScrapeDuration: 0.1,
    health,
    scrapeInterval: '15s',
    scrapeTimeout: '10s',
    samples: 1,
    samplesKept: 1,
    seriesAdded: 0,
    duplicates: 0,
    bodyBytes: 10,
  };
}

const scraping: Scraping = {
  configFile: 'p.yml',
  problem: '',
  notes: [],
  pools: ['a', 'b', 'c'].map((name) => ({ name, problems: [], dropped: 0 })),
};
const targets: Targets = {
  activeTargets: [target('a', 'x', 'up'), target('b', 'z', 'up'), target('b', 'y', 'down'), target('b', 'w', 'unknown')],
  droppedTargets: [],
  droppedTargetCounts: {},
};

test('jobs with trouble come first, and so do their targets that are down', () => {
  const arranged = jobs(scraping, targets, () => true);
  assert.deepEqual(arranged.map((j) => [j.name, j.up]), [['b', 1], ['a', 1], ['c', 0]]);
  assert.deepEqual(arranged[0]!.targets.map((t) => t.health), ['down', 'unknown', 'up']);
});

test('targets are found by address, label and error', () => {
  const down = target('b', 'y', 'down');
  for (const text of ['', 'HTTP://Y', 'job="b"', 'refused']) assert.ok(contains(down, text), text);
  assert.ok(!contains(down, 'job="a"'));
});

test("Prometheus' zero time means never", () => {
  assert.equal(scrapedAt(target('a', 'x', 'unknown')), null);
  assert.equal(scrapedAt(target('a', 'x', 'up')), Date.parse('2026-11-21T10:00:00Z'));
});
