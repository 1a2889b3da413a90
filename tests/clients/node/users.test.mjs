// Users through Okta's SDK: made, found, changed, moved through every status, deleted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, client, name, refused, status, token, url, user } from './org.mjs';

const api = client.userApi;

test('a user with a password is ACTIVE, one without is PROVISIONED, one not activated is STAGED', async () => {
  assert.equal((await user()).status, 'ACTIVE');
  assert.equal((await user({ password: null })).status, 'PROVISIONED');
  assert.equal((await user({ activate: false })).status, 'STAGED');
});

test('a login is taken once, whatever its case', async () => {
  const { profile } = await user();
  await assert.rejects(user({ login: profile.login.toUpperCase(), email: profile.email }), refused('E0000001', 400));
});

test('a user is found by id, by login, by search, by filter and by the beginning of a name', async () => {
  const lastName = name('Hopper');
  const made = await user({ lastName });
  assert.equal((await api.getUser({ userId: made.id })).profile.lastName, lastName);
  assert.equal((await api.getUser({ userId: made.profile.login })).id, made.id);
  for (const question of [
    { search: `profile.lastName eq "${lastName}"` },
    { search: `profile.lastName sw "${lastName.slice(0, -1)}" and status eq "ACTIVE"` },
    { filter: `profile.login eq "${made.profile.login}"` },
    { q: lastName },
  ]) {
    const found = await all(api.listUsers(question));
    assert.ok(found.some((one) => one.id === made.id), JSON.stringify(question));
  }
});

test('a list is read page by page, each user once', async () => {
  const lastName = name('Page');
  const made = [];
  for (let i = 0; i < 7; i++) made.push((await user({ lastName, activate: false, password: null })).id);
  const found = await all(api.listUsers({ search: `profile.lastName eq "${lastName}"`, limit: 3 }));
  assert.deepEqual(found.map((one) => one.id).sort(), made.sort());
});

test('an update changes what it names, a replacement all', async () => {
  const made = await user({ nickName: 'Countess' });
  const updated = await api.updateUser({ userId: made.id, user: { profile: { firstName: 'Augusta' } } });
  assert.equal(updated.profile.firstName, 'Augusta');
  assert.equal(updated.profile.nickName, 'Countess');
  const { firstName, lastName, email, login } = updated.profile;
  const replaced = await api.replaceUser({ userId: made.id, user: { profile: { firstName, lastName: `${lastName}-King`, email, login } } });
  assert.equal(replaced.profile.lastName, 'Lovelace-King');
  assert.ok(!replaced.profile.nickName);
});

test('activate, suspend, unsuspend, deactivate, activate again, delete', async () => {
  const { id } = await user({ activate: false });
  const activation = await api.activateUser({ userId: id, sendEmail: false });
  assert.ok(activation !== undefined);
  assert.equal(await status(id), 'ACTIVE');
  await api.suspendUser({ userId: id });
  assert.equal(await status(id), 'SUSPENDED');
  await assert.rejects(api.suspendUser({ userId: id }), (error) => error.status === 400 || error.status === 403);
  await api.unsuspendUser({ userId: id });
  assert.equal(await status(id), 'ACTIVE');
  await assert.rejects(api.unlockUser({ userId: id }), (error) => error.status === 403);
  await api.deactivateUser({ userId: id });
  assert.equal(await status(id), 'DEPROVISIONED');
  await api.activateUser({ userId: id, sendEmail: false });
  assert.equal(await status(id), 'PROVISIONED');
  await api.deactivateUser({ userId: id });
  await api.deleteUser({ userId: id });
  await assert.rejects(api.getUser({ userId: id }), refused('E0000007', 404));
});

test('a user without a password is reactivated with a new link', async () => {
  const { id } = await user({ password: null });
  const link = await api.reactivateUser({ userId: id, sendEmail: false });
  assert.ok(link.activationToken);
  assert.match(link.activationUrl, /^https?:\/\//);
});

test('deleting an active user deactivates it first', async () => {
  const { id } = await user();
  await api.deleteUser({ userId: id });
  assert.equal(await status(id), 'DEPROVISIONED');
  await api.deleteUser({ userId: id });
  await assert.rejects(api.getUser({ userId: id }), refused('E0000007', 404));
});

test('credentials: expire, a temporary password, a reset link, change, a recovery question', async () => {
  const { id } = await user();
  assert.equal((await api.expirePassword({ userId: id })).status, 'PASSWORD_EXPIRED');
  // The SDK reads this answer as a user, in which there is no place for the password.
  const answer = await fetch(`${url}/api/v1/users/${id}/lifecycle/expire_password_with_temp_password`, { method: 'POST', headers: { authorization: `SSWS ${token}` } });
  const temporary = await answer.json();
  assert.ok(temporary.tempPassword.length >= 8);
  const changed = await api.changePassword({
    userId: id,
    changePasswordRequest: { oldPassword: { value: temporary.tempPassword }, newPassword: { value: 'An0ther-Pass.word' } },
  });
  assert.equal(changed.provider.type, 'OKTA');
  assert.equal(await status(id), 'ACTIVE');
  await assert.rejects(
    api.changePassword({ userId: id, changePasswordRequest: { oldPassword: { value: 'wrong' }, newPassword: { value: 'Y3t-another.word' } } }),
    refused('E0000014', 403),
  );
  const asked = await api.changeRecoveryQuestion({
    userId: id,
    userCredentials: { password: { value: 'An0ther-Pass.word' }, recovery_question: { question: 'Which engine?', answer: 'analytical' } },
  });
  assert.equal(asked.recovery_question.question, 'Which engine?');
  const reset = await api.generateResetPasswordToken({ userId: id, sendEmail: false });
  assert.match(reset.resetPasswordUrl, /^https?:\/\//);
  assert.equal(await status(id), 'RECOVERY');
  await api.resetFactors({ userId: id });
  await api.revokeUserSessions({ userId: id });
});

test('a weak password is refused with its cause', async () => {
  await assert.rejects(user({ password: 'short' }), (error) => error.status === 400 && error.errorCauses.length > 0);
});

test('what is not there is not found', async () => {
  await assert.rejects(api.getUser({ userId: '00unobody0000000here' }), refused('E0000007', 404));
});
