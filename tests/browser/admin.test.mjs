// The service's pages as an administrator walks them, in a real browser: first run, sign-in, users, a token shown once, the log, an event and
// its proof, sign-out. Every page is clean for axe in light and dark, on a desktop and a phone, and every form works without script.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const built = fileURLToPath(new URL('../../artifacts/bin/Firebreak.Server/release/firebreak-server.dll', import.meta.url));
const command = process.env.SERVER ? [process.env.SERVER] : ['dotnet', built];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const data = mkdtempSync(join(tmpdir(), 'firebreak-admin-'));
const pictures = process.env.PICTURES; // a folder: every page is left there as a picture
const password = 'a sentence is a good password';
const looks = [['desktop', 'light'], ['desktop', 'dark'], ['phone', 'light'], ['phone', 'dark']];
const screens = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
let server;
let browser;
let base;
let firstRun;
let userPage;

/** Starts the service and waits until it has said where it is. */
function start() {
  server = spawn(command[0], [...command.slice(1), '--data', data, '--port', '0', '--http'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, FIREBREAK_RATE_LIMITS: 'false' } });
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (text) => {
      said += text;
      const [ready, link] = [/ready at (\S+)/.exec(said), /first administrator: (\S+)/.exec(said)];
      if (ready && link) resolve([ready[1], link[1]]);
    });
    server.on('exit', (code) => reject(new Error(`the service ended with ${code}: ${said}`)));
  });
}

/** A page that remembers what it complained of, signed in or not. */
async function open(context) {
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && page.complaints.push(message.text()));
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  return page;
}

async function signIn(page) {
  await page.goto(`${base}/sign-in`);
  await page.fill('[name=login]', 'ada@example.com');
  await page.fill('[name=password]', password);
  await page.click('button.main');
  await page.waitForURL(`${base}/`);
}

/** One signed-in state for all looks: the cookie is the session. */
async function signedIn(options = {}) {
  const context = await browser.newContext(options);
  const page = await open(context);
  await signIn(page);
  return { context, page };
}

before(async () => {
  [base, firstRun] = await start();
  base += '/o/operator';
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  server?.removeAllListeners('exit');
  server?.kill();
  rmSync(data, { recursive: true, force: true });
});

test('the first-run link makes the first administrator, once, without script', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await open(context);
  await page.goto(firstRun);
  await page.fill('[name=firstName]', 'Ada');
  await page.fill('[name=lastName]', 'Lovelace');
  await page.fill('[name=email]', 'ada@example.com');
  await page.fill('[name=password]', password);
  await page.fill('[name=again]', 'something else entirely');
  await page.click('button.main');
  assert.match(await page.locator('[role=alert]').innerText(), /not the same/);
  await page.fill('[name=password]', password);
  await page.fill('[name=again]', password);
  await page.click('button.main');
  await page.waitForURL(/sign-in/);
  assert.equal((await page.goto(firstRun)).status(), 404);
  await context.close();
});

test('a wrong password and a stranger get the same answer; the cookie is bound to the org', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await open(context);
  const told = [];
  for (const login of ['ada@example.com', 'nobody@example.com']) {
    await page.goto(`${base}/sign-in`);
    await page.fill('[name=login]', login);
    await page.fill('[name=password]', 'wrong wrong wrong');
    await page.click('button.main');
    told.push(await page.locator('[role=alert]').innerText());
  }
  assert.equal(told[0], told[1]);
  await signIn(page);
  const cookie = (await context.cookies(base)).find((kept) => kept.name.startsWith('sid_'));
  assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, 'Lax', '/o/operator']);
  await context.close();
});

test('users are made, suspended and let go on, without script', async () => {
  const { context, page } = await signedIn({ javaScriptEnabled: false });
  await page.goto(`${base}/admin/users/new`);
  await page.fill('[name=firstName]', 'Grace');
  await page.fill('[name=lastName]', 'Hopper');
  await page.fill('[name=email]', 'grace@example.com');
  await page.fill('[name=password]', 'Compilers-are-fun-1952');
  await page.uncheck('[name=expire]');
  await page.click('button.main');
  await page.waitForURL(/admin\/users\/00u/);
  userPage = page.url().split('?')[0];
  assert.match(await page.locator('.head').innerText(), /Grace Hopper\s+Active/);
  await page.click('text=Suspend');
  assert.match(await page.locator('h1').innerText(), /Suspend: Grace Hopper\?/);
  await page.click('button.main');
  assert.match(await page.locator('.head').innerText(), /Suspended/);
  await page.click('text=Unsuspend');
  await page.click('button.main');
  assert.match(await page.locator('[role=status]').innerText(), /active again/);
  await page.goto(`${base}/admin/users?q=gra`);
  assert.equal(await page.locator('tbody tr').count(), 1);
  await page.goto(`${userPage}/deactivate`);
  await page.fill('[name=confirm]', 'somebody else');
  await page.click('button.danger');
  assert.match(await page.locator('[role=alert]').innerText(), /not the name/);
  await context.close();
});

test('a group is made and gains a member; an org is made', async () => {
  const { context, page } = await signedIn({ javaScriptEnabled: false });
  await page.goto(`${base}/admin/groups/new`);
  await page.fill('[name=name]', 'Engineers');
  await page.click('button.main');
  await page.fill('[name=user]', 'grace@example.com');
  await page.click('text=Add member');
  assert.match(await page.locator('table').innerText(), /Grace Hopper/);
  await page.goto(`${base}/admin/orgs/new`);
  await page.fill('[name=name]', 'acme');
  await page.fill('[name=label]', 'Acme Corporation');
  await page.click('button.main');
  assert.match(await page.locator('h1').innerText(), /Acme Corporation/);
  await context.close();
});

test('a token is shown once, works, and is revoked', async () => {
  const { context, page } = await signedIn();
  await page.goto(`${base}/admin/tokens`);
  await page.fill('[name=name]', 'SIEM collector');
  await page.click('button.main');
  const token = await page.locator('.once .id').innerText();
  assert.match(token, /^00[0-9A-Za-z]{40}$/);
  assert.equal((await fetch(`${base}/api/v1/users?limit=1`, { headers: { authorization: `SSWS ${token}` } })).status, 200);
  await page.goto(`${base}/admin/tokens`);
  assert.ok(!(await page.content()).includes(token));
  await page.click('[aria-label="Revoke SIEM collector"]');
  await page.click('button.danger');
  assert.equal((await fetch(`${base}/api/v1/users?limit=1`, { headers: { authorization: `SSWS ${token}` } })).status, 401);
  await context.close();
});

test('the log is searched by the filter language, an event is read in full and proved in the browser', async () => {
  const { context, page } = await signedIn();
  await page.goto(`${base}/admin/log`);
  await page.fill('[name=filter]', 'eventType eq "user.lifecycle.suspend"');
  await page.click('button.main');
  assert.equal(await page.locator('table.events tbody tr').count(), 1);
  await page.locator('table.events tbody a').first().click();
  assert.match(await page.locator('pre').innerText(), /"eventType": "user.lifecycle.suspend"/);
  await page.click('text=Prove it');
  await page.click('text=Verify now');
  await page.locator('[data-proof] li').nth(2).waitFor();
  const said = await page.locator('[data-proof] li').allInnerTexts();
  assert.ok(said[0].includes('✓') && said[1].includes('✓') && !said[2].includes('✕'), said.join('; '));
  await page.goto(`${base}/admin/log?filter=actor.id%20eq`);
  assert.equal(await page.locator('[role=alert]').count(), 1);
  assert.deepEqual(page.complaints, []);
  await context.close();
});

test('the live tail shows what happens elsewhere', async () => {
  const { context, page } = await signedIn();
  await page.goto(`${base}/admin/log`);
  const before = await page.locator('table.events tbody tr').count();
  await page.click('text=Live');
  const other = await signedIn();
  await page.waitForFunction((count) => document.querySelectorAll('table.events tbody tr').length > count, before);
  await other.context.close();
  await context.close();
});

test('exports hold every line', async () => {
  const { context } = await signedIn();
  const ndjson = await (await context.request.get(`${base}/admin/log/export?format=ndjson&range=all`)).text();
  const csv = await (await context.request.get(`${base}/admin/log/export?format=csv&range=all`)).text();
  const lines = ndjson.trim().split('\n').map((line) => JSON.parse(line));
  assert.ok(lines.length > 10);
  assert.equal(csv.trim().split('\r\n').length - 1 >= lines.length, true);
  await context.close();
});

test('a form without its token is refused, and a page without a session asks to sign in', async () => {
  const { context, page } = await signedIn();
  const answer = await context.request.post(`${userPage}/suspend`, { form: { 'form-token': 'forged' } });
  assert.equal(answer.status(), 400);
  assert.match(await answer.text(), /That form is too old/);
  await page.click('text=Sign out');
  await page.waitForURL(/sign-in/);
  await page.goto(userPage);
  assert.match(page.url(), /sign-in\?to=/);
  await context.close();
});

const paths = {
  landing: () => base.replace('/o/operator', '/'), 'sign-in': () => `${base}/sign-in`, missing: () => `${base}/first-run/nothing`, home: () => `${base}/`,
  orgs: () => `${base}/admin/orgs`, 'new org': () => `${base}/admin/orgs/new`, users: () => `${base}/admin/users`, 'new user': () => `${base}/admin/users/new`, user: () => userPage,
  'edit user': () => `${userPage}/edit`, deactivate: () => `${userPage}/deactivate`, groups: () => `${base}/admin/groups`, tokens: () => `${base}/admin/tokens`,
  log: () => `${base}/admin/log`, event: () => `${base}/admin/log/1`, proof: () => `${base}/admin/log/1/proof`, settings: () => `${base}/admin/settings`,
};

for (const [screen, colorScheme] of looks) {
  test(`every page on a ${screen}, ${colorScheme}: fits, complains of nothing, can be read by all`, async () => {
    const { context, page } = await signedIn({ viewport: screens[screen], colorScheme });
    const found = [];
    for (const [name, address] of Object.entries(paths)) {
      if (name === 'sign-in') await context.clearCookies();
      if (name === 'home') await signIn(page);
      await page.goto(address());
      const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      if (wide > inner) found.push(`${name}: ${wide} wide on a screen of ${inner}`);
      if (pictures) await page.screenshot({ path: join(pictures, `${name.replace(' ', '-')}-${screen}-${colorScheme}.png`), fullPage: screen === 'phone' });
      await page.evaluate(axe); // the page's own policy allows no script from elsewhere; the debugger may
      const { violations } = await page.evaluate(() => window.axe.run(document));
      for (const { id, nodes } of violations) found.push(`${name}: ${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
    }
    assert.deepEqual(found, []);
    assert.deepEqual(page.complaints, []);
    await context.close();
  });
}
