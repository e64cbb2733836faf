import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followPlotArea, MOST_LEFT, needLeft, PLOT_LEFT, PLOT_RIGHT, plotLeft } from '../../../main/frontend/elements/plot-area.ts';
import { plotX, timeTicks } from '../../../main/frontend/elements/time-axis.ts';

const NOON = Date.UTC(2026, 10, 21, 12);

test('ticks are round and as many as there is room for', () => {
  const ticks = timeTicks(NOON + 1, NOON + 3600e3, 1000);
  assert.ok(ticks.length >= 4 && ticks.length <= 8, String(ticks.length));
  for (const { at } of ticks) assert.equal(at % 600e3, 0);
  assert.ok(timeTicks(NOON, NOON + 1000, 300).length > 0);
  assert.ok(timeTicks(NOON, NOON + 20 * 86400e3, 1000).length <= 8);
});

test('the plot reaches from side to side', () => {
  assert.equal(plotX(10, 10, 20, 500), PLOT_LEFT);
  assert.equal(plotX(20, 10, 20, 500), 500 - PLOT_RIGHT);
});

test('all plots leave the room that the widest labels of the page need', async () => {
  const moved: string[] = [];
  const narrow = { name: 'narrow' };
  const wide = { name: 'wide' };
  const leaveNarrow = followPlotArea(narrow, () => moved.push('narrow'));
  const leaveWide = followPlotArea(wide, () => moved.push('wide'));
  assert.equal(needLeft(narrow, 40), PLOT_LEFT);
  assert.equal(needLeft(wide, 80.5), 81);
  assert.equal(needLeft(narrow, 40), 81);
  await Promise.resolve();
  assert.deepEqual(moved, ['narrow', 'wide']);
  assert.equal(plotX(10, 10, 20, 500), 81);
  assert.equal(needLeft(wide, MOST_LEFT + 10), MOST_LEFT + 10, 'its own plot alone');
  assert.equal(plotLeft(), PLOT_LEFT);
  needLeft(wide, 80);
  leaveWide();
  assert.equal(plotLeft(), PLOT_LEFT, 'gone with the chart');
  leaveNarrow();
});
