// The System Log through Okta's SDK: bounded requests by page, and polling, which meets every event exactly once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, client, token, url, user } from './org.mjs';

const get = (address) => fetch(address, { headers: { authorization: `SSWS ${token}` } });
const next = (answer) => answer.headers.get('link').split(',').find((link) => link.includes('rel="next"'))?.match(/<(.*)>/)[1];

test('a bounded search is read page by page', async () => {
  const since = new Date(Date.now() - 60_000);
  const made = [];
  for (let i = 0; i < 7; i++) made.push((await user({ activate: false, password: null })).id);
  const until = new Date(Date.now() + 60_000);
  const question = { since: since.toISOString(), until: until.toISOString(), filter: 'eventType eq "user.lifecycle.create"', limit: 3, sortOrder: 'ASCENDING' };
  let seen = [];
  for (let tries = 0; tries < 100; tries++) {
    seen = (await all(client.systemLogApi.listLogEvents(question))).map((event) => event.target[0].id);
    if (made.every((id) => seen.includes(id))) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.deepEqual(seen.filter((id) => made.includes(id)), made);
  assert.equal(new Set(seen).size, seen.length);
});

test('polling by next meets every event exactly once, while others write', async () => {
  let page = await get(`${url}/api/v1/logs?since=${encodeURIComponent(new Date().toISOString())}&limit=5&sortOrder=ASCENDING`);
  assert.equal(page.status, 200);
  const seen = new Map();
  let writing = true;
  const writers = Promise.all([1, 2, 3].map(async () => {
    const made = [];
    for (let i = 0; i < 10; i++) made.push((await user({ activate: false, password: null })).id);
    return made;
  })).finally(() => { writing = false; });
  let idle = 0;
  while (idle < 10) {
    const events = await page.json();
    for (const event of events) seen.set(event.uuid, [...(seen.get(event.uuid) ?? []), event]);
    const following = next(page);
    assert.ok(following, 'next is always there');
    idle = events.length === 0 && !writing ? idle + 1 : 0;
    if (events.length === 0) await new Promise((done) => setTimeout(done, 20));
    page = await get(following);
  }
  for (const [uuid, events] of seen) assert.equal(events.length, 1, uuid);
  const created = [...seen.values()].filter(([event]) => event.eventType === 'user.lifecycle.create').map(([event]) => event.target[0].id);
  assert.deepEqual(created.sort(), (await writers).flat().sort());
});

test('a filter that cannot be read is refused', async () => {
  await assert.rejects(client.systemLogApi.listLogEvents({ filter: 'eventType eq' }).then(all), (error) => error.status === 400 && error.errorCode === 'E0000053' || error.errorCode === 'E0000031');
});
