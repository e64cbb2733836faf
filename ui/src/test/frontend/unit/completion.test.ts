import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completionAt, fieldOfLabel, matching, STAGES } from '../../../main/frontend/lib/completion.ts';
import { savedState, withRecent } from '../../../main/frontend/lib/recent-searches.ts';

/** `¦` marks the caret. */
function at(text: string) {
  const caret = text.indexOf('¦');
  return completionAt(text.replace('¦', ''), caret);
}

test('in the search: fields, then values', () => {
  assert.deepEqual(at('serv¦').fields, { suffix: ':', label: false });
  const value = at('a -service:ch¦');
  assert.equal(value.values, 'service');
  assert.equal(value.prefix, 'ch');
  assert.deepEqual([value.start, value.end], [11, 13]);
  assert.equal(at('(a OR service:ch¦)').values, 'service');
});

test('behind a pipe: stages, functions, fields', () => {
  assert.deepEqual(at('boom | st¦').known.map((k) => k.text).slice(0, 1), ['stats']);
  assert.ok(at('boom | ¦').known.length === STAGES.length);
  assert.ok(at('boom | stats cou¦').known.some((k) => k.text === 'count_distinct('));
  assert.deepEqual(at('boom | stats count() by (ser¦').fields, { suffix: '', label: false });
  assert.equal(at('boom | stats count() by (ser¦').prefix, 'ser');
  assert.deepEqual(at('boom | sort ti¦').fields, { suffix: '', label: false });
  assert.equal(at('boom | where service:ch¦').values, 'service');
  assert.equal(at('boom | limit 1¦').fields, null);
  assert.equal(at('ser¦ | stats count()').fields?.suffix, ':');
});

test('LogQL: labels, their values, stages', () => {
  assert.deepEqual(at('{ser¦').fields, { suffix: '="', label: true });
  const value = at('{service_name="che¦"}');
  assert.equal(value.values, 'service_name');
  assert.equal(value.quoted, false);
  assert.deepEqual([value.start, value.end], [15, 18]);
  assert.ok(at('{a="b"} | js¦').known.some((k) => k.text === '| json'));
  assert.deepEqual(at('{a="b"} |= "x¦"').known, []);
  assert.equal(at('sum(rate({ser¦')?.fields?.label, true);
});

test('a label of LogQL finds its field', () => {
  assert.equal(fieldOfLabel('service_name', []), 'service');
  assert.equal(fieldOfLabel('http_route', ['http.route', 'x']), 'http.route');
  assert.equal(fieldOfLabel('x', ['http.route', 'x']), 'x');
});

test('what begins with the typed text comes first', () => {
  assert.deepEqual(matching([{ text: 'uniq', hint: '' }, { text: 'nil', hint: '' }], 'ni').map((k) => k.text), ['nil', 'uniq']);
});

test('recent searches hold each once, newest first', () => {
  assert.deepEqual(withRecent(['a', 'b'], 'b'), ['b', 'a']);
  assert.deepEqual(withRecent(['a'], ''), ['a']);
  assert.equal(withRecent(Array.from({ length: 50 }, (_, i) => String(i)), 'x').length, 20);
});

test('a saved search keeps no open line and no live mode', () => {
  assert.equal(savedState('?q=a+b&from=now-1h&to=now&log=r1&dt=context&live=1&tab=patterns'), 'q=a+b&from=now-1h&to=now&tab=patterns');
});
