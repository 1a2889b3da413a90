// HTTPS with the local authority's root, which NODE_EXTRA_CA_CERTS names: the SDK trusts it and needs nothing else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { client, url, user } from './org.mjs';

test('the SDK speaks to an https address by path', async () => {
  assert.match(url, /^https:\/\/localhost:/);
  const made = await user();
  assert.equal((await client.userApi.getUser({ userId: made.id })).id, made.id);
});

test('whoever does not trust the root is not spoken to', () => {
  const env = { ...process.env };
  delete env.NODE_EXTRA_CA_CERTS;
  const script = `fetch(${JSON.stringify(url)}).then(() => 'answered', (error) => error.cause.code).then(console.log)`;
  assert.match(execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' }), /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/);
});
