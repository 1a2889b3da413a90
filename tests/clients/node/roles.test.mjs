// Administrator roles, their targets, API tokens and the org's settings through Okta's SDK.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, client, name, refused, user } from './org.mjs';

test('a role is given to a user, limited to a group, and taken back', async () => {
  const { id: userId } = await user();
  const role = await client.roleAssignmentApi.assignRoleToUser({ userId, assignRoleRequest: { type: 'USER_ADMIN' } });
  assert.equal(role.type, 'USER_ADMIN');
  const group = await client.groupApi.createGroup({ group: { profile: { name: name('limited') } } });
  const other = await client.groupApi.createGroup({ group: { profile: { name: name('limited') } } });
  const api = client.roleTargetApi;
  await api.assignGroupTargetToUserRole({ userId, roleId: role.id, groupId: group.id });
  await api.assignGroupTargetToUserRole({ userId, roleId: role.id, groupId: other.id });
  assert.equal((await all(api.listGroupTargetsForRole({ userId, roleId: role.id }))).length, 2);
  await api.unassignGroupTargetFromUserAdminRole({ userId, roleId: role.id, groupId: other.id });
  assert.deepEqual((await all(api.listGroupTargetsForRole({ userId, roleId: role.id }))).map((one) => one.id), [group.id]);
  assert.deepEqual((await all(client.roleAssignmentApi.listAssignedRolesForUser({ userId }))).map((one) => one.id), [role.id]);
  await client.roleAssignmentApi.unassignRoleFromUser({ userId, roleId: role.id });
  assert.equal((await all(client.roleAssignmentApi.listAssignedRolesForUser({ userId }))).length, 0);
});

test('a role is given to a group', async () => {
  const { id: groupId } = await client.groupApi.createGroup({ group: { profile: { name: name('admins') } } });
  // The SDK throws the body of a 201 away here, so the role is read from the list.
  await client.roleAssignmentApi.assignRoleToGroup({ groupId, assignRoleRequest: { type: 'HELP_DESK_ADMIN' } });
  const [role] = await all(client.roleAssignmentApi.listGroupAssignedRoles({ groupId }));
  assert.equal(role.type, 'HELP_DESK_ADMIN');
  await client.roleAssignmentApi.unassignRoleFromGroup({ groupId, roleId: role.id });
});

test('a role that nobody knows is refused', async () => {
  const { id: userId } = await user();
  await assert.rejects(client.roleAssignmentApi.assignRoleToUser({ userId, assignRoleRequest: { type: 'KING' } }), (error) => error.status === 400);
});

test('tokens are listed and read without their secrets', async () => {
  const tokens = await all(client.apiTokenApi.listApiTokens());
  assert.ok(tokens.length >= 1);
  const one = await client.apiTokenApi.getApiToken({ apiTokenId: tokens[0].id });
  assert.equal(one.id, tokens[0].id);
  assert.ok(!JSON.stringify(one).includes(process.env.FIREBREAK_TOKEN));
  await assert.rejects(client.apiTokenApi.getApiToken({ apiTokenId: '00Tnobody0000000here' }), refused('E0000007', 404));
});

test('the org is read and changed', async () => {
  const org = await client.orgSettingApi.getOrgSettings();
  assert.ok(org.id.startsWith('00o'));
  const changed = await client.orgSettingApi.updateOrgSettings({ OrgSetting: { city: 'Lyon' }, orgSetting: { city: 'Lyon' } });
  assert.equal(changed.city, 'Lyon');
  const contacts = await all(client.orgSettingApi.getOrgContactTypes());
  assert.ok(contacts.some((one) => one.contactType === 'TECHNICAL'));
});

test('types and the schema of users are read', async () => {
  const types = await all(client.userTypeApi.listUserTypes());
  assert.ok(types.some((one) => one._default ?? one.default));
  const schema = await client.schemaApi.getUserSchema({ schemaId: 'default' });
  assert.ok(schema.definitions.base.properties.login);
});
