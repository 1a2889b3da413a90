// Groups, members and rules through Okta's SDK.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, client, name, refused, user } from './org.mjs';

const api = client.groupApi;
const group = (profile) => api.createGroup({ group: { profile: { name: name('group'), description: 'made by a test', ...profile } } });

test('a group is made, read, searched, changed, deleted', async () => {
  const made = await group();
  assert.equal(made.type, 'OKTA_GROUP');
  assert.equal((await api.getGroup({ groupId: made.id })).profile.name, made.profile.name);
  const replaced = await api.replaceGroup({ groupId: made.id, group: { profile: { name: `${made.profile.name}-new`, description: 'changed' } } });
  assert.equal(replaced.profile.description, 'changed');
  for (const question of [{ q: made.profile.name }, { search: `profile.name eq "${replaced.profile.name}"` }, { filter: 'type eq "OKTA_GROUP"' }]) {
    const found = await all(api.listGroups(question));
    assert.ok(found.some((one) => one.id === made.id), JSON.stringify(question));
  }
  await api.deleteGroup({ groupId: made.id });
  await assert.rejects(api.getGroup({ groupId: made.id }), refused('E0000007', 404));
});

test('a name is taken once', async () => {
  const made = await group();
  await assert.rejects(group({ name: made.profile.name }), refused('E0000001', 400));
});

test('members are added, listed page by page, and taken out', async () => {
  const { id: groupId } = await group();
  const users = [];
  for (let i = 0; i < 5; i++) users.push((await user({ activate: false, password: null })).id);
  for (const userId of users) await api.assignUserToGroup({ groupId, userId });
  assert.deepEqual((await all(api.listGroupUsers({ groupId, limit: 2 }))).map((one) => one.id).sort(), users.sort());
  assert.ok((await all(client.userApi.listUserGroups({ userId: users[0] }))).some((one) => one.id === groupId));
  await api.unassignUserFromGroup({ groupId, userId: users[0] });
  assert.equal((await all(api.listGroupUsers({ groupId }))).length, 4);
});

test('a rule puts people into a group while it is active', async () => {
  const { id: groupId } = await group();
  const division = name('division');
  const before = await user({ division });
  const rule = await api.createGroupRule({
    groupRule: {
      type: 'group_rule',
      name: name('rule'),
      conditions: { expression: { type: 'urn:okta:expression:1.0', value: `user.division=="${division}"` } },
      actions: { assignUserToGroups: { groupIds: [groupId] } },
    },
  });
  assert.equal(rule.status, 'INACTIVE');
  await api.activateGroupRule({ ruleId: rule.id });
  const after = await user({ division });
  let members = [];
  for (let tries = 0; tries < 100 && members.length < 2; tries++) {
    members = (await all(api.listGroupUsers({ groupId }))).map((one) => one.id);
    if (members.length < 2) await new Promise((done) => setTimeout(done, 50));
  }
  assert.deepEqual(members.sort(), [before.id, after.id].sort());
  assert.ok((await all(api.listGroupRules())).some((one) => one.id === rule.id));
  assert.equal((await api.getGroupRule({ ruleId: rule.id })).status, 'ACTIVE');
  await assert.rejects(api.deleteGroupRule({ ruleId: rule.id }), (error) => error.status === 400 || error.status === 403);
  await api.deactivateGroupRule({ ruleId: rule.id });
  await api.deleteGroupRule({ ruleId: rule.id });
});
