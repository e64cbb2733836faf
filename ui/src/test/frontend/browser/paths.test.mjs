/** The main paths of a person, in Chromium. SHOP and EMPTY are the addresses of the fixture servers. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';

const { SHOP, EMPTY } = process.env;
let browser;
let page;
const problems = [];

before(async () => {
  browser = await openBrowser({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  page = await browser.context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (e) => problems.push(e.message));
});

after(() => browser.close());

test('nothing received yet: the endpoint, snippets and what was refused', async () => {
  await page.goto(EMPTY);
  await page.getByText('Send telemetry to Clew').waitFor();
  await page.getByText(/OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/127\.0\.0\.1:4318/).first().waitFor();
  await page.getByRole('tab', { name: 'Go', exact: true }).click();
  await page.getByText('otlptracehttp.New').first().waitFor();
  await page.getByText('Waiting for the first telemetry.').waitFor();
  await page.getByText('gRPC sent to the HTTP port').waitFor();
});

test('home leads from a service in trouble to its page', async () => {
  await page.goto(SHOP);
  await page.getByText('1 alert firing').waitFor();
  await page.getByRole('link', { name: 'checkout' }).first().click();
  await page.waitForURL('**/services/checkout*');
  await page.getByRole('heading', { name: 'checkout' }).waitFor();
});

test('a search in logs lives in the URL, and back undoes it', async () => {
  await page.goto(`${SHOP}/logs`);
  await page.getByRole('row').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('payment');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/logs?q=payment');
  await page.locator('clew-log-list mark').first().waitFor();
  await page.goBack();
  await page.waitForURL('**/logs');
  await page.reload();
  await page.getByRole('row').first().waitFor();
});

test('a wrong query is answered with the place', async () => {
  await page.goto(`${SHOP}/logs?q=severity%3Alod`);
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /expected: trace, debug[^]*\n\s{9}\^/);
});

test('a facet filters, j and k move, the drawer shows the line and esc closes it', async () => {
  await page.goto(`${SHOP}/logs`);
  await page.locator('clew-facets').getByRole('button', { name: /payment/ }).first().click();
  await page.waitForURL('**q=service%3Apayment*');
  await page.getByRole('row').nth(2).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('clew-log-drawer').getByText('http.response.status_code').waitFor();
  const first = page.url();
  await page.keyboard.press('j');
  await page.waitForURL((url) => url.href !== first && url.searchParams.has('log'));
  await page.getByRole('tab', { name: 'Context' }).click();
  await page.locator('clew-log-context .line.self').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('clew-log-drawer').waitFor({ state: 'detached' });
});

test('the palette follows a pasted ID', async () => {
  await page.goto(`${SHOP}/status`);
  await page.getByText('Write-ahead buffer').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or paste an ID' }).fill('order.id=7f3a91c2');
  await page.getByText('Follow order.id = 7f3a91c2').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/c/order.id/7f3a91c2*');
});

test('the time range is typed in words and survives navigation', async () => {
  await page.goto(`${SHOP}/logs`);
  await page.getByRole('row').first().waitFor();
  await page.keyboard.press('d');
  await page.getByRole('textbox', { name: 'Time range in words' }).fill('last 90 minutes');
  await page.keyboard.press('Enter');
  await page.waitForURL('**from=now-90m*');
  await page.getByRole('link', { name: 'Status' }).click();
  await page.waitForURL('**/status?from=now-90m*');
  await page.getByRole('button', { name: 'Last 90 minutes' }).waitFor();
});

test('an unknown address gets a page with ways on', async () => {
  const answer = await page.goto(`${SHOP}/no/such/page`);
  assert.equal(answer.status(), 404);
  await page.getByText('There is no such page').waitFor();
  await page.getByRole('link', { name: 'To the start page' }).click();
  await page.getByRole('link', { name: 'Status' }).waitFor();
});

test('the theme changes and stays', async () => {
  await page.goto(`${SHOP}/status`);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const button = page.getByRole('button', { name: /^Theme/ });
  await button.click();
  await button.click();
  assert.equal(await theme(), 'light');
  await page.reload();
  await button.waitFor();
  assert.equal(await theme(), 'light');
});

test('no page threw', () => assert.deepEqual(problems, []));
