// The org that these tests are given: FIREBREAK_URL (an org's address by path) and FIREBREAK_TOKEN (of a super administrator).
import okta from '@okta/okta-sdk-nodejs';

export const url = process.env.FIREBREAK_URL;
export const token = process.env.FIREBREAK_TOKEN;
export const client = url && new okta.Client({ orgUrl: url, token });
export const sdk = okta;

let number = 0;
export const name = (what) => `${what}-${process.pid}-${++number}`;

// A user, active unless said otherwise.
export async function user({ activate = true, password, ...profile } = {}) {
  const login = `${name('user')}@example.com`;
  return client.userApi.createUser({
    body: {
      profile: { firstName: 'Ada', lastName: 'Lovelace', email: login, login, ...profile },
      credentials: password === null ? undefined : { password: { value: password ?? 'Tr1cky-Pass.word' } },
    },
    activate,
  });
}

export async function all(collection) {
  const items = [];
  for await (const item of await collection) if (item) items.push(item);
  return items;
}

export async function status(userId) {
  return (await fetch(`${url}/api/v1/users/${userId}`, { headers: { authorization: `SSWS ${token}` } }).then((answer) => answer.json())).status;
}

// Refused with a status and one of Okta's codes.
export const refused = (code, http) => (error) => {
  if (error.errorCode === code && error.status === http) return true;
  throw new Error(`expected ${http} ${code}, got ${error.status} ${error.errorCode}: ${error.message}`);
};
