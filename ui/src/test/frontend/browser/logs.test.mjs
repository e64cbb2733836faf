/** The Logs page as a person uses it, in Chromium. SHOP is the address of the fixture server. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openBrowser } from './browser.mjs';

const { SHOP } = process.env;
let browser;
let page;
const problems = [];

before(async () => {
  browser = await openBrowser({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark', acceptDownloads: true });
  page = await browser.context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (e) => problems.push(e.stack));
});

beforeEach(() => page.goto('about:blank'));

after(() => browser.close());

const lines = () => page.locator('clew-log-list .rows .row');
const query = () => new URL(page.url()).searchParams.get('q');
const asked = (q) => page.waitForURL((url) => url.searchParams.get('q') === q);
const open = async (path) => {
  await page.goto(SHOP + path);
  await lines().first().waitFor();
};

test('search, open a line, filter by a value', async () => {
  await open('/logs');
  await page.keyboard.press('/');
  await page.keyboard.type('severity>=warn');
  await page.keyboard.press('Enter');
  await asked('severity>=warn');
  await lines().first().click();
  const drawer = page.locator('clew-log-drawer');
  const row = drawer.locator('.row', { hasText: 'http.route' });
  await row.hover();
  await row.getByRole('button', { name: 'Filter for' }).click();
  await asked('severity>=warn http.route:/pay');
  await row.hover();
  await row.getByRole('button', { name: 'Exclude' }).click();
  await asked('severity>=warn -http.route:/pay');
  await page.goBack();
  await asked('severity>=warn http.route:/pay');
  await row.hover();
  await row.getByRole('button', { name: 'Column' }).click();
  await page.locator('clew-log-list .head [data-name="http.route"]').waitFor();
});

test('facets include, exclude and leave only one value; any field can become one', async () => {
  await open('/logs');
  const facets = page.locator('clew-facets');
  const value = (name) => facets.locator('.value', { hasText: name }).first();
  await value('payment').getByRole('button').first().click();
  await asked('service:payment');
  await value('cart').hover();
  await value('cart').getByRole('button', { name: 'not' }).click();
  await asked('service:payment -service:cart');
  await value('checkout').hover();
  await value('checkout').getByRole('button', { name: 'only' }).click();
  await asked('service:checkout');
  await value('checkout').getByRole('button').first().click();
  await page.waitForURL((url) => !url.searchParams.get('q'));
  await facets.getByRole('button', { name: 'Add a facet' }).click();
  await facets.locator('label', { hasText: 'order.id' }).click();
  await page.waitForURL('**facets=order.id*');
  await facets.getByText('7f3a91c2').waitFor();
});

test('the histogram zooms by brush and by bar; its legend takes a severity out', async () => {
  await open('/logs?from=now-1h&to=now');
  const box = await page.locator('clew-histogram canvas').boundingBox();
  await page.mouse.move(box.x + 300, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 500, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=\d{13}&to=\d{13}/);
  const brushed = new URL(page.url()).searchParams.get('from');
  await lines().first().waitFor();
  await page.mouse.click(box.x + 400, box.y + 60);
  await page.waitForURL((url) => url.searchParams.get('from') !== brushed);
  await page.locator('clew-histogram').getByRole('button', { name: /debug/ }).click();
  await asked('-severity:debug');
  await page.locator('clew-histogram').getByRole('button', { name: /debug/ }).click();
  await page.waitForURL((url) => !url.searchParams.get('q'));
});

test('live mode pauses on scroll, says how many wait, and goes on at a key', async () => {
  await open('/logs?live=1');
  await page.getByText('live', { exact: true }).waitFor();
  await lines().nth(20).waitFor();
  await page.locator('clew-log-list .body').evaluate((body) => (body.scrollTop = 400));
  const waiting = page.getByRole('button', { name: /\d+ new lines?/ });
  await waiting.waitFor();
  const first = await lines().first().innerText();
  await page.getByRole('button', { name: /^[2-9] new lines/ }).waitFor();
  assert.equal(await lines().first().innerText(), first);
  await page.keyboard.press('l');
  await waiting.waitFor({ state: 'detached' });
  await page.keyboard.press('l');
  await page.waitForURL((url) => !url.searchParams.has('live'));
});

test('patterns narrow the search, or are left out', async () => {
  await page.goto(`${SHOP}/logs`);
  await lines().first().waitFor();
  await page.keyboard.press('p');
  await page.waitForURL('**tab=patterns*');
  const row = page.locator('clew-log-patterns .row', { hasText: 'reserved' });
  await row.getByRole('button', { name: 'Exclude pattern' }).click();
  await asked('-"items for order"');
  await row.getByRole('button', { name: /reserved/ }).click();
  await page.waitForURL((url) => !url.searchParams.has('tab'));
  assert.equal(query(), '-"items for order" "items for order"');
});

test('pipes become a table to sort and a chart', async () => {
  await page.goto(`${SHOP}/logs?tab=table`);
  await page.getByRole('button', { name: 'Count by service', exact: true }).click();
  await asked('| stats count() by (service)');
  const first = page.locator('clew-log-analysis tbody tr').first();
  await first.getByText('checkout').waitFor();
  await page.getByRole('button', { name: 'count()' }).click();
  await page.getByRole('button', { name: 'count() ↓' }).click();
  await first.getByText('inventory').waitFor();
  await first.getByRole('button', { name: 'inventory' }).click();
  await asked('service:inventory | stats count() by (service)');
  await page.goto(`${SHOP}/logs?q=${encodeURIComponent('| stats count() by (time, service)')}`);
  await page.locator('clew-chart canvas').waitFor();
  await page.getByRole('tab', { name: 'Table' }).click();
  await page.locator('clew-log-analysis tbody tr').nth(10).waitFor();
});

test('LogQL answers with lines', async () => {
  await open(`/logs?q=${encodeURIComponent('{service_name="checkout"} | json')}`);
  await page.getByRole('tab', { name: 'Lines' }).waitFor();
  assert.equal(await page.locator('clew-facets').count(), 0);
});

test('the export says how many lines and links to them', async () => {
  await open('/logs?q=severity%3Aerror');
  await page.getByRole('button', { name: 'Export' }).click();
  const menu = page.locator('clew-log-export');
  await menu.getByText(/^Export \d+ of \d+ lines$/).waitFor();
  const href = await menu.getByRole('link', { name: 'CSV' }).getAttribute('href');
  assert.match(href, /\/api\/clew\/v1\/logs\/export\?query=severity%3Aerror&start=\d+&end=\d+&format=csv/);
  const download = page.waitForEvent('download');
  await menu.getByRole('link', { name: 'NDJSON' }).click();
  assert.equal((await download).suggestedFilename(), 'logs.ndjson');
});

test('a search is saved, renamed, opened and deleted', async () => {
  await open('/logs?q=service%3Acart');
  await page.keyboard.press('s');
  const saved = page.locator('clew-saved-searches');
  await saved.getByRole('textbox', { name: 'Name of the search' }).fill('carts');
  await page.keyboard.press('Enter');
  await saved.getByRole('button', { name: /^carts/ }).waitFor();
  await saved.getByRole('button', { name: 'Rename carts' }).click();
  await saved.getByRole('textbox', { name: 'New name' }).fill('all carts');
  await page.keyboard.press('Enter');
  await open('/logs?q=payment');
  await page.getByRole('button', { name: 'Saved' }).click();
  await saved.getByRole('button', { name: /^all carts/ }).click();
  await asked('service:cart');
  await page.getByRole('button', { name: 'Saved' }).click();
  await saved.getByRole('button', { name: 'Delete all carts' }).click();
  await saved.getByText('No search is saved yet').waitFor();
});

test('the lines around one, of its service or of all, and more of them', async () => {
  await open('/logs?q=service%3Acheckout');
  await lines().nth(3).click();
  await page.keyboard.press('c');
  const context = page.locator('clew-log-context');
  await context.locator('.line.self').waitFor();
  assert.equal(await context.locator('.line').count(), 41);
  await context.getByRole('button', { name: 'All', exact: true }).click();
  await page.waitForURL('**by=all*');
  await context.locator('.service', { hasText: 'payment' }).first().waitFor();
  await context.getByRole('button', { name: 'Earlier lines' }).click();
  await context.locator('.line').nth(70).waitFor();
});

test('the keyboard reaches everything', async () => {
  await open('/logs');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.locator('clew-log-list [aria-selected="true"][aria-rowindex="2"]').waitFor();
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.locator('clew-log-drawer').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('clew-log-drawer').waitFor({ state: 'detached' });
  await page.keyboard.press('w');
  await page.waitForURL('**wrap=1*');
  await page.keyboard.press('e');
  await page.getByText('Skipped: outside the time').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Skipped: outside the time').waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.getByText('Explain the search').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.keyboard.press('t');
  await page.waitForURL('**/trace/*');
});

test('fields, values, pipes and recent searches are completed', async () => {
  await open('/logs');
  const bar = page.getByRole('combobox', { name: 'Search', exact: true });
  await bar.fill('serv');
  await page.getByRole('option', { name: /^service:/ }).waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('option', { name: /^checkout/ }).waitFor();
  await page.keyboard.type('pay');
  await page.getByRole('option', { name: /^payment/ }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('| sta');
  await page.getByRole('option', { name: /^stats/ }).waitFor();
  await bar.fill('service:payment');
  await page.keyboard.press('Enter');
  await asked('service:payment');
  await bar.fill('');
  await page.getByRole('option', { name: /^service:payment\s*recent/ }).waitFor();
});

test('a mistake is underlined where it is', async () => {
  await page.goto(`${SHOP}/logs?q=${encodeURIComponent('a | stat count()')}`);
  await page.getByRole('alert').getByText('expected: stats').waitFor();
  assert.equal(await page.locator('clew-query-bar .mirror u').textContent(), 'stat');
});

test('an empty answer names the term that leaves nothing over', async () => {
  await page.goto(`${SHOP}/logs?q=service%3Acheckout+nobody-says-this`);
  await page.getByRole('button', { name: 'Without nobody-says-this' }).click();
  await asked('service:checkout');
  await lines().first().waitFor();
});

test('hundreds of thousands of lines need few elements, and one can go back', async () => {
  await open('/logs?from=now-24h&to=now');
  const body = page.locator('clew-log-list .body');
  const first = await lines().first().innerText();
  await body.focus();
  for (let i = 0; i < 14; i++) {
    const before = await body.getAttribute('aria-rowcount');
    await page.keyboard.press('End');
    await page.waitForFunction(
      ([list, rows]) => Number(list.getAttribute('aria-rowcount')) > Number(rows),
      [await body.elementHandle(), before],
    );
  }
  assert.ok(Number(await body.getAttribute('aria-rowcount')) >= 7_000);
  assert.ok((await lines().count()) < 120);
  await page.keyboard.press('Home');
  await page.locator('clew-log-list [aria-rowindex="1"]', { hasText: first.split('\n')[0] }).waitFor();
});

test('no page threw', () => assert.deepEqual(problems, []));
