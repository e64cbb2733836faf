import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ApiError, getJson, isAbort, url } from '../../../main/frontend/lib/api.ts';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

function answer(status: number, body: string): void {
  globalThis.fetch = () => Promise.resolve(new Response(body, { status }));
}

test('parameters that are empty are left out', () => {
  assert.equal(url('logs/search', { query: 'a b', limit: 5, cursor: '', x: null }), '/api/clew/v1/logs/search?query=a+b&limit=5');
  assert.equal(url('/health'), '/health');
});

test('an error carries the sentence and the position of the answer', async () => {
  answer(400, '{"error":{"message":"severity: wrong","position":9}}');
  await assert.rejects(getJson('x'), (e: ApiError) => e.message === 'severity: wrong' && e.position === 9 && e.status === 400);
});

test('an error without JSON still says something', async () => {
  answer(503, '<html>');
  await assert.rejects(getJson('x'), /too long or Clew is busy/);
});

test('the Prometheus shape is read too', async () => {
  answer(400, '{"status":"error","errorType":"bad_data","error":"parse error"}');
  await assert.rejects(getJson('x'), /parse error/);
});

test('a cancelled call stays a cancellation', async () => {
  globalThis.fetch = () => Promise.reject(new DOMException('stop', 'AbortError'));
  await assert.rejects(getJson('x'), (e) => isAbort(e));
});
