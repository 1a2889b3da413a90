// A limit of a few requests a minute: the SDK reads Okta's headers, waits, and goes on by itself. Takes up to a minute, nearly all of it waiting.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sdk, token, url, user } from './org.mjs';

test('429 carries what a client needs to wait, and the SDK does', { timeout: 130_000 }, async () => {
  const { id } = await user();
  const executor = new sdk.DefaultRequestExecutor({ maxRetries: 2 });
  const waits = [];
  executor.on('backoff', (request, response, requestId, delay) => waits.push({ status: response.status, delay, requestId }));
  const patient = new sdk.Client({ orgUrl: url, token, requestExecutor: executor, cacheMiddleware: null });
  for (let i = 0; i < 200 && waits.length === 0; i++) assert.equal((await patient.userApi.getUser({ userId: id })).id, id);
  assert.equal(waits.length, 1);
  assert.equal(waits[0].status, 429);
  assert.ok(waits[0].delay > 0 && waits[0].delay <= 62_000, `${waits[0].delay} ms`);
  assert.ok(waits[0].requestId);
});

test('an impatient client is told so in Okta\'s words', { timeout: 130_000 }, async () => {
  let answer;
  for (let i = 0; i < 200 && answer?.status !== 429; i++) answer = await fetch(`${url}/api/v1/users?limit=1`, { headers: { authorization: `SSWS ${token}` } });
  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get('x-rate-limit-remaining'), '0');
  assert.ok(Number(answer.headers.get('x-rate-limit-limit')) > 0);
  assert.equal((await answer.json()).errorCode, 'E0000047');
});
