// Apps and who they are assigned to, through Okta's SDK.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { all, client, name, refused, url, user } from './org.mjs';

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

test('an app is given keys, which others may share, and requests for certificates', async () => {
  const [from, to] = [await bookmark(), await bookmark()];
  const [ofOrg] = await all(api.listApplicationKeys({ appId: from.id }));
  assert.equal(ofOrg.kty, 'RSA');
  const key = await api.generateApplicationKey({ appId: from.id, validityYears: 2 });
  assert.notEqual(key.kid, ofOrg.kid);
  const certificate = new X509Certificate(Buffer.from(key.x5c[0], 'base64'));
  assert.ok(certificate.verify(certificate.publicKey));
  assert.equal(certificate.publicKey.export({ format: 'jwk' }).n, key.n);
  assert.equal((await api.cloneApplicationKey({ appId: from.id, keyId: key.kid, targetAid: to.id })).kid, key.kid);
  assert.equal((await api.getApplicationKey({ appId: to.id, keyId: key.kid })).n, key.n);
  await assert.rejects(api.generateApplicationKey({ appId: from.id, validityYears: 1 }), refused('E0000001', 400));

  const csr = await api.generateCsrForApplication({ appId: from.id, metadata: { subject: { commonName: 'SP', countryName: 'CA' }, subjectAltNames: { dnsNames: ['dev.example.com'] } } });
  const id = csr.id ?? JSON.parse(csr).id;
  assert.equal((await api.getCsrForApplication({ appId: from.id, csrId: id })).kty, 'RSA');
  assert.equal((await all(api.listCsrsForApplication({ appId: from.id }))).length, 1);
  await api.revokeCsrFromApplication({ appId: from.id, csrId: id });
  assert.equal((await all(api.listCsrsForApplication({ appId: from.id }))).length, 0);
});

test('a client is let ask for a scope, until that is taken back', async () => {
  const { id: appId } = await api.createApplication({
    application: {
      name: 'oidc_client',
      label: name('service'),
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_post' } },
      settings: { oauthClient: { response_types: ['token'], grant_types: ['client_credentials'], application_type: 'service' } },
    },
  });
  await api.grantConsentToScope({ appId, oAuth2ScopeConsentGrant: { issuer: url, scopeId: 'okta.users.read' } });
  const [grant] = await all(api.listScopeConsentGrants({ appId }));
  assert.equal(grant.scopeId, 'okta.users.read');
  assert.equal((await api.getScopeConsentGrant({ appId, grantId: grant.id, expand: 'scope' }))._embedded.scope.id, 'okta.users.read');
  await api.revokeScopeConsentGrant({ appId, grantId: grant.id });
  assert.equal((await all(api.listScopeConsentGrants({ appId }))).length, 0);
});
