// The pages as people open them: light and dark, desktop and phone. A page stands alone, reaches for nothing, fits, and can be read by all.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const tool = fileURLToPath(new URL('../../artifacts/publish/Firebreak.Cli/release/firebreak', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'firebreak-pages-'));
const screens = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
let browser;
let pages;

function firebreak(...args) {
  const run = spawnSync(tool, args, { encoding: 'utf8', env: { ...process.env, XDG_CONFIG_HOME: folder } });
  assert.equal(run.status, 0, `firebreak ${args.join(' ')}: ${run.stderr}${run.error ?? ''}`);
}

before(async () => {
  const [events, log, reports, answer] = ['events.ndjson', 'log', 'reports', 'answer.html'].map((name) => join(folder, name));
  const question = ['--affiliation', 'Northgate Support', '--from', '2022-01-10', '--to', '2022-01-21'];
  firebreak('demo', '--events', events, '--count', '4000');
  firebreak('seal', events, '--log', log);
  firebreak('scope', '--log', log, ...question, '--format', 'html', '--out', answer, '--reports', reports);
  const report = readdirSync(reports).find((name) => name !== 'index.html');
  pages = { answer, 'list of reports': join(reports, 'index.html'), report: join(reports, report, 'index.html') };
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page and gives back what it reached for and complained of. */
async function open(name, screen, colorScheme) {
  const page = await browser.newPage({ viewport: screens[screen], colorScheme });
  const [reached, complaints] = [[], []];
  page.on('request', (request) => reached.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(pathToFileURL(pages[name]).href);
  return { page, reached, complaints };
}

for (const name of ['answer', 'list of reports', 'report']) {
  for (const screen of Object.keys(screens)) {
    for (const scheme of ['light', 'dark']) {
      test(`the ${name} on a ${screen}, ${scheme}`, async () => {
        const { page, reached, complaints } = await open(name, screen, scheme);
        assert.deepEqual(reached, [pathToFileURL(pages[name]).href], 'a page reaches for nothing but itself');
        assert.deepEqual(complaints, []);
        const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
        assert.ok(wide <= inner, `the page is ${wide} wide on a screen of ${inner}`);
        await page.evaluate(axe); // the page's own policy allows no script; the debugger may
        const { violations } = await page.evaluate(() => window.axe.run(document));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
        await page.close();
      });
    }
  }
}

test('the answer shows the numbers, a timeline and a bar for each group', async () => {
  const { page } = await open('answer', 'desktop', 'light');
  assert.match(await page.locator('h1').innerText(), /^\d+ events in \d+ orgs$/);
  const groups = await page.locator('h2:has-text("By org") + .wide tbody tr').count();
  assert.equal(await page.locator('h1').innerText().then((text) => Number(text.match(/in (\d+)/)[1])), groups);
  assert.ok(await page.locator('svg rect.b').count() > 1);
  assert.equal(await page.locator('h2:has-text("By org") + .wide td.bar i').count(), groups);
  await page.close();
});

test('the list leads to each report and a report to its events', async () => {
  const { page } = await open('list of reports', 'desktop', 'light');
  await page.locator('tbody a').first().click();
  assert.match(await page.locator('h1').innerText(), /^What was done in org 00o/);
  assert.equal(await page.locator('h2:has-text("in order of time") + .wide tbody tr').count() > 0, true);
  assert.equal(await page.locator('a[href="events.ndjson"]').count(), 1);
  await page.close();
});
