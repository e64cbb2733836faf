import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSince } from '../../../main/frontend/elements/clew-spark.ts';

test('a line begins where data do, when that is late', () => {
  assert.equal(dataSince([null, null, null, 1, 2]), 3);
  assert.equal(dataSince([null, 1, 2, 3, 4]), 0);
  assert.equal(dataSince([null, null]), 0);
  assert.equal(dataSince([]), 0);
});
