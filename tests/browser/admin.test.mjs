// The service's pages as an administrator walks them, in a real browser: first run, sign-in, users, a token shown once, the log, an event and
// its proof, a person's entries erased, sign-out. Every page is clean for axe in light and dark, on a desktop and a phone, in English and German,
// and every form works without script.
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
// The reader sits in New York or in Berlin, so that times stand there in both zones.
const looks = [['desktop', 'light', 'en-US'], ['desktop', 'dark', 'en-US'], ['phone', 'light', 'en-US'], ['phone', 'dark', 'en-US'], ['desktop', 'light', 'de-DE'], ['phone', 'light', 'de-DE']];
const zones = { 'en-US': 'America/New_York', 'de-DE': 'Europe/Berlin' };
const screens = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
let server;
let browser;
let base;
let firstRun;
let userPage;
let erasePage;
let orgPage;

/** Starts the service and waits until it has said where it is and, when it is asked of it, by which link it begins. */
function start(folder = data, ...more) {
  server = spawn(command[0], [...command.slice(1), '--data', folder, '--port', '0', '--http', ...more], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, FIREBREAK_RATE_LIMITS: 'false' } });
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (text) => {
      said += text;
      const [ready, link] = [/ready at (\S+)/.exec(said), /first administrator: (\S+)/.exec(said)];
      if (ready && link) resolve([ready[1], link[1], server]);
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
  orgPage = page.url().split('?')[0];
  await context.close();
});

test('an activation link leads its user in, and a password that is good for once is replaced', async () => {
  const { context, page } = await signedIn({ javaScriptEnabled: false });
  await page.goto(`${base}/admin/users/new`);
  await page.fill('[name=firstName]', 'Alan');
  await page.fill('[name=lastName]', 'Turing');
  await page.fill('[name=email]', 'alan@example.com');
  await page.click('button.main');
  await page.click('text=Activation link');
  await page.click('button.main');
  const link = await page.locator('.once .id').innerText();
  const alan = page.url().replace('/reactivate', '');
  const own = await browser.newContext({ javaScriptEnabled: false });
  const his = await open(own);
  await his.goto(link);
  await his.fill('[name=password]', 'Machines-can-think-1950');
  await his.fill('[name=again]', 'Machines-can-think-1950');
  await his.click('button.main');
  assert.match(await his.locator('[role=status]').innerText(), /Sign in with it/);
  await page.goto(`${alan}/temporary-password`);
  await page.click('button.main');
  const once = await page.locator('.once .id').innerText();
  await his.fill('[name=login]', 'alan@example.com');
  await his.fill('[name=password]', once);
  await his.click('button.main');
  assert.match(await his.locator('h1').innerText(), /password has expired/);
  await his.fill('[name=old]', once);
  await his.fill('[name=password]', 'Machines-still-think-1951');
  await his.fill('[name=again]', 'Machines-still-think-1951');
  await his.click('button.main');
  await his.waitForURL(`${base}/`);
  await own.close();
  await context.close();
});

test('a person is erased from the log: counted first, named, and the copies looked at again', async () => {
  const { context, page } = await signedIn({ javaScriptEnabled: false });
  await page.goto(`${base}/admin/users?q=alan%20tur`);
  await page.click('tbody a');
  await page.click('text=Erase from the log');
  assert.match(await page.locator('.figure').innerText(), /^\d+ entries$/);
  const erased = await page.locator('.runs a').first().innerText();
  await page.fill('[name=reason]', 'request of 3 May');
  await page.fill('[name=confirm]', 'somebody else');
  await page.keyboard.press('Enter');
  assert.match(await page.locator('[role=alert]').innerText(), /not the name/);
  assert.equal(await page.inputValue('[name=reason]'), 'request of 3 May');
  await page.fill('[name=confirm]', 'alan@example.com');
  await page.keyboard.press('Enter');
  assert.match(await page.locator('[role=status]').innerText(), /entries are erased/);
  assert.equal(await page.locator('.checks .chip.good').count(), 4);
  assert.equal(await page.locator('form.card').count(), 0);
  erasePage = page.url();
  await page.click('table.events a');
  assert.match(await page.locator('pre').innerText(), /"reason": "request of 3 May"/);
  await page.goto(`${base}/admin/log?range=all&filter=${encodeURIComponent('target.alternateId eq "alan@example.com"')}`);
  assert.equal(await page.locator('table.events tbody tr').count(), 0);
  await page.goto(`${base}/admin/log/${erased}`);
  assert.match(await page.locator('.empty').innerText(), /^Erased/);
  const scripted = await signedIn();
  await scripted.page.goto(`${base}/admin/log/${erased}/proof`);
  await scripted.page.click('text=Verify now');
  await scripted.page.locator('[data-proof] li').nth(1).waitFor();
  assert.ok(!(await scripted.page.locator('[data-proof]').innerText()).includes('✕'));
  await scripted.context.close();
  await context.close();
});

test('entries are dropped only after a page has said how many', async () => {
  const { context, page } = await signedIn({ javaScriptEnabled: false });
  await page.goto(`${base}/admin/settings`);
  await page.check('[name=keep][value=days]');
  await page.fill('[name=days]', '400');
  await page.click('text=Set retention');
  assert.match(await page.locator('form.card').innerText(), /0 entries are older/);
  await page.fill('[name=confirm]', 'operator');
  await page.click('button.danger');
  assert.match(await page.locator('main').innerText(), /kept for 400 days/);
  await page.check('[name=keep][value=ever]');
  await page.click('text=Set retention');
  await page.click('button.main');
  assert.match(await page.locator('main').innerText(), /kept for ever/);
  await context.close();
});

test('ids and commands copy with a click, and times stand there in the reader’s zone and in UTC', async () => {
  const { context, page } = await signedIn({ timezoneId: 'Asia/Tokyo', permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(userPage);
  const id = page.locator('button.id').first();
  await id.click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await id.innerText());
  const [shown, at] = await page.locator('dl.pairs time').first().evaluate((time) => [time.innerText, time.dateTime]);
  assert.match(shown, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (\d\d-\d\d )?\d\d:\d\d:\d\dZ$/);
  assert.ok(shown.endsWith(at.slice(11, 19) + 'Z'));
  await page.goto(`${base}/admin/log/1/proof`);
  await page.click('.copies > button');
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^firebreak verify http/);
  await context.close();
});

test('from and to win over a range, and a range over them', async () => {
  const { context, page } = await signedIn();
  await page.goto(`${base}/admin/log`);
  await page.fill('[name=since]', '2020-01-01T00:00Z');
  assert.equal(await page.inputValue('[name=range]'), '');
  await page.fill('[name=until]', '2020-01-02T00:00Z');
  await page.click('button.main');
  assert.equal(await page.locator('table.events tbody tr').count(), 0);
  await page.selectOption('[name=range]', 'all');
  assert.equal(await page.inputValue('[name=since]'), '');
  await page.click('button.main');
  assert.ok(await page.locator('table.events tbody tr').count() > 0);
  await page.locator('.rate g:has(.b:not([height="0"])) .hit').last().click();
  await page.waitForURL(/since=/);
  assert.ok(await page.locator('table.events tbody tr').count() > 0);
  await context.close();
});

test('under a shifted clock every page says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-clock-'));
  const [ordinary, context] = [server, await browser.newContext({ javaScriptEnabled: false })];
  const [address, link, shifted] = await start(folder, '--clock', '2022-01-20T23:50:00Z');
  const page = await open(context);
  for (const path of ['/', '/o/operator/sign-in', '/o/operator/nothing']) {
    await page.goto(address + path);
    assert.match(await page.locator('aside.clock').innerText(), /The clock is shifted\..*2022-01-20 23:50:00Z/s);
  }
  await page.goto(link);
  assert.equal(await page.locator('aside.clock').count(), 1);
  await context.close();
  shifted.removeAllListeners('exit');
  shifted.kill();
  rmSync(folder, { recursive: true, force: true });
  server = ordinary;
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

test('a long table keeps its head in sight', async () => {
  const { context, page } = await signedIn();
  await page.goto(`${base}/admin/log?range=all`);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight / 2));
  assert.equal(await page.locator('table.events thead th').first().evaluate((head) => Math.round(head.getBoundingClientRect().top)), 0);
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
  'edit user': () => `${userPage}/edit`, deactivate: () => `${userPage}/deactivate`, erase: () => `${userPage}/erase`, erased: () => erasePage, groups: () => `${base}/admin/groups`, tokens: () => `${base}/admin/tokens`,
  log: () => `${base}/admin/log`, event: () => `${base}/admin/log/1`, proof: () => `${base}/admin/log/1/proof`, settings: () => `${base}/admin/settings`,
  retention: () => `${base}/admin/settings/retention?keep=days&days=30`, 'bad filter': () => `${base}/admin/log?filter=actor.id%20eq`, 'no event': () => `${base}/admin/log?q=nothing-like-this`,
  'no user': () => `${base}/admin/users?q=nobody-like-this`, 'no org': () => `${base}/admin/orgs?q=nothing-like-this`, org: () => orgPage,
};

for (const [screen, colorScheme, locale] of looks) {
  test(`every page on a ${screen}, ${colorScheme}, ${locale}: fits, complains of nothing, can be read by all`, async () => {
    const { context, page } = await signedIn({ viewport: screens[screen], colorScheme, locale, timezoneId: zones[locale] });
    const found = [];
    for (const [name, address] of Object.entries(paths)) {
      if (name === 'sign-in') await context.clearCookies();
      if (name === 'home') await signIn(page);
      await page.goto(address());
      if (await page.evaluate(() => document.documentElement.lang) !== locale.slice(0, 2)) found.push(`${name}: not in ${locale}`);
      const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      if (wide > inner) found.push(`${name}: ${wide} wide on a screen of ${inner}`);
      if (pictures) await page.screenshot({ path: join(pictures, `${name.replace(' ', '-')}-${screen}-${colorScheme}-${locale}.png`), fullPage: screen === 'phone' });
      await page.evaluate(axe); // the page's own policy allows no script from elsewhere; the debugger may
      const { violations } = await page.evaluate(() => window.axe.run(document));
      for (const { id, nodes } of violations) found.push(`${name}: ${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
    }
    assert.deepEqual(found, []);
    assert.deepEqual(page.complaints, []);
    await context.close();
  });
}
