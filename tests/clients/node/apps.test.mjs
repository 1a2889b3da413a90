// Apps and who they are assigned to, through Okta's SDK.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, client, name, refused, user } from './org.mjs';

const api = client.applicationApi;
const bookmark = (label = name('bookmark')) => api.createApplication({
  application: { name: 'bookmark', label, signOnMode: 'BOOKMARK', settings: { app: { requestIntegration: false, url: 'https://example.com/bookmark.htm' } } },
});

test('a bookmark and an OpenID Connect app are made, read, listed, changed, stopped and deleted', async () => {
  const made = await bookmark();
  assert.equal(made.status, 'ACTIVE');
  const client2 = await api.createApplication({
    application: {
      name: 'oidc_client',
      label: name('oidc'),
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { autoKeyRotation: true, token_endpoint_auth_method: 'client_secret_post' } },
      settings: { oauthClient: { redirect_uris: ['https://example.com/callback'], response_types: ['code'], grant_types: ['authorization_code'], application_type: 'web' } },
    },
  });
  assert.ok(client2.credentials.oauthClient.client_id);
  assert.ok(client2.credentials.oauthClient.client_secret);
  assert.equal((await api.getApplication({ appId: made.id })).label, made.label);
  assert.ok((await all(api.listApplications({ limit: 1 }))).length >= 2);
  assert.equal((await all(api.listApplications({ q: made.label })))[0].id, made.id);
  const label = `${made.label}-new`;
  const replaced = await api.replaceApplication({
    appId: made.id,
    application: { name: 'bookmark', label, signOnMode: 'BOOKMARK', settings: { app: { requestIntegration: false, url: 'https://example.com/other.htm' } } },
  });
  assert.equal(replaced.label, label);
  await assert.rejects(api.deleteApplication({ appId: made.id }), (error) => error.status === 403);
  await api.deactivateApplication({ appId: made.id });
  assert.equal((await api.getApplication({ appId: made.id })).status, 'INACTIVE');
  await api.activateApplication({ appId: made.id });
  await api.deactivateApplication({ appId: made.id });
  await api.deleteApplication({ appId: made.id });
  await assert.rejects(api.getApplication({ appId: made.id }), refused('E0000007', 404));
});

test('people and groups are assigned and taken out', async () => {
  const { id: appId } = await bookmark();
  const person = await user();
  const assigned = await api.assignUserToApplication({ appId, appUser: { id: person.id, scope: 'USER', credentials: { userName: person.profile.login } } });
  assert.equal(assigned.scope, 'USER');
  assert.deepEqual((await all(api.listApplicationUsers({ appId }))).map((one) => one.id), [person.id]);
  const updated = await api.updateApplicationUser({ appId, userId: person.id, appUser: { credentials: { userName: 'other' } } });
  assert.equal(updated.credentials.userName, 'other');
  assert.equal((await api.getApplicationUser({ appId, userId: person.id })).id, person.id);
  await api.unassignUserFromApplication({ appId, userId: person.id });
  await assert.rejects(api.getApplicationUser({ appId, userId: person.id }), refused('E0000007', 404));

  const group = await client.groupApi.createGroup({ group: { profile: { name: name('assigned') } } });
  await client.groupApi.assignUserToGroup({ groupId: group.id, userId: person.id });
  await api.assignGroupToApplication({ appId, groupId: group.id, applicationGroupAssignment: { priority: 0 } });
  assert.deepEqual((await all(api.listApplicationGroupAssignments({ appId }))).map((one) => one.id), [group.id]);
  assert.equal((await all(client.groupApi.listAssignedApplicationsForGroup({ groupId: group.id })))[0].id, appId);
  await api.unassignApplicationFromGroup({ appId, groupId: group.id });
  assert.equal((await all(api.listApplicationGroupAssignments({ appId }))).length, 0);
});
