/** The Metrics page, in Chromium. SHOP and EMPTY are the addresses of the fixture servers. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';

const { SHOP, EMPTY } = process.env;
const HISTOGRAM = 'http_server_request_duration_seconds';
const BY_SERVICE = `sum by (service_name) (rate(${HISTOGRAM}_count[$__rate_interval]))`;
let browser;
let page;
const problems = [];

const query = (text, more = '') => `${SHOP}/metrics?q=${encodeURIComponent(text)}${more}`;
const parameter = (name) => new URL(page.url()).searchParams.get(name);

before(async () => {
  browser = await openBrowser({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  page = await browser.context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (e) => problems.push(e.message));
});

after(() => browser.close());

test('nothing received: the catalogue and cardinality say so', async () => {
  await page.goto(`${EMPTY}/metrics`);
  await page.getByText('No metrics in this time range').waitFor();
  await page.goto(`${EMPTY}/metrics/cardinality`);
  await page.getByText('No series yet').waitFor();
});

test('a metric is found, drawn as suits its type, and narrowed by a value of a label', async () => {
  await page.goto(`${SHOP}/metrics`);
  await page.getByRole('button', { name: 'jvm_memory_used_bytes' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('http');
  await page.getByRole('button', { name: 'jvm_memory_used_bytes' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await page.waitForURL(`**metric=${HISTOGRAM}*`);
  await page.locator('clew-heatmap').first().waitFor();
  await page.locator('.grid clew-legend').getByRole('button', { name: 'payment' }).click();
  await page.waitForURL('**where=*');
  assert.equal(parameter('where'), 'service_name="payment"');
  await page.getByRole('button', { name: 'Remove service_name' }).click();
  await page.waitForURL((url) => !url.searchParams.has('where'));
  await page.goBack();
  await page.getByRole('button', { name: 'Remove service_name' }).waitFor();
});

test('one chart for each value, and the metric opens as a query', async () => {
  await page.goto(`${SHOP}/metrics?metric=orders_total`);
  await page.getByRole('button', { name: 'service_name 3', exact: true }).click();
  await page.waitForURL('**by=service_name*');
  await page.getByRole('button', { name: 'All but checkout' }).waitFor();
  await page.getByRole('button', { name: 'Open as query', exact: true }).first().click();
  await page.waitForURL((url) => url.searchParams.get('q') === 'sum (rate(orders_total[$__rate_interval]))');
  await page.locator('.cm-content').getByText('orders_total').waitFor();
});

test('a query is typed with completion, runs at enter, and lives in the URL', async () => {
  await page.goto(`${SHOP}/metrics?tab=query`);
  await page.locator('.cm-content').click();
  await page.keyboard.type('orders');
  await page.locator('.cm-tooltip-autocomplete').getByText('orders_total').waitFor();
  await page.locator('.cm-completionInfo').getByText('Orders placed.').waitFor();
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL('**q=orders_total*');
  await page.locator('clew-legend').getByText('orders_total').waitFor();
});

test('a formula over two queries is one expression, and hidden queries stay hidden after a reload', async () => {
  await page.goto(query(BY_SERVICE, `&q.B=${encodeURIComponent('sum by (service_name) (orders_total)')}`));
  await page.getByRole('button', { name: 'Formula' }).click();
  await page.waitForURL('**q.F1=*');
  assert.equal(parameter('q.F1'), 'A / B * 100');
  await page.getByText(/^= \(sum by \(service_name\) \(rate\(.*\[\d+s\]\)\)\) \/ \(sum by \(service_name\) \(orders_total\)\) \* 100$/).waitFor();
  await page.getByRole('button', { name: 'A', exact: true }).click();
  await page.waitForURL('**off=A*');
  await page.reload();
  await page.getByRole('button', { name: 'A', exact: true }).and(page.locator('[aria-pressed=false]')).waitFor();
});

test('an error is marked where it is, and the chart before it stays', async () => {
  await page.goto(query(BY_SERVICE));
  await page.locator('clew-legend').getByText('checkout').waitFor();
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').getByText('unclosed left parenthesis').waitFor();
  await page.locator('.cm-lintRange-error').first().waitFor();
  await page.locator('clew-legend').getByText('checkout').waitFor();
});

test('a click on a name shows a line alone, ctrl adds one, and a head sorts', async () => {
  await page.goto(query(BY_SERVICE));
  const name = (text) => page.locator('clew-legend').getByRole('button', { name: text, exact: true });
  await name('checkout').click();
  await page.locator('clew-legend tr.dim').nth(1).waitFor();
  await name('payment').click({ modifiers: ['Control'] });
  await page.locator('clew-legend tr.dim').nth(1).waitFor({ state: 'detached' });
  assert.equal(await page.locator('clew-legend tr.dim').count(), 1);
  const first = () => page.locator('clew-legend tbody tr').first().innerText();
  assert.match(await first(), /payment/);
  await page.locator('clew-legend').getByRole('button', { name: /^max/ }).click();
  await page.locator('clew-legend th.max[aria-sort=ascending]').waitFor();
  assert.match(await first(), /checkout/);
});

test('dragging over the chart zooms, a double click zooms out', async () => {
  await page.goto(query(BY_SERVICE));
  const plot = page.locator('clew-chart .u-over');
  await plot.waitFor();
  const box = await plot.boundingBox();
  await page.mouse.move(box.x + 200, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + 500, box.y + 90, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL('**from=*');
  const length = () => Number(parameter('to')) - Number(parameter('from'));
  const zoomed = length();
  await page.locator('clew-chart .u-over').dblclick({ position: { x: 300, y: 60 } });
  await page.waitForURL(() => length() > zoomed * 1.5);
});

test('buckets become a heatmap by themselves; table and value are other views of a query', async () => {
  await page.goto(query(`sum by (le) (increase(${HISTOGRAM}_bucket[$__interval]))`));
  await page.getByRole('img', { name: /Result: 4 ranges of values over time/ }).waitFor();
  await page.goto(query(BY_SERVICE));
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await page.waitForURL('**view=table*');
  await page.getByRole('cell', { name: 'payment' }).waitFor();
  await page.getByRole('button', { name: 'Value', exact: true }).click();
  await page.locator('clew-metric-stat').getByText('checkout').waitFor();
});

test('an exemplar tells its trace and opens it', async () => {
  await page.goto(query(`histogram_quantile(0.95, sum by (le, service_name) (rate(${HISTOGRAM}_bucket[5m])))`, '&from=now-1h&to=now'));
  const plot = page.locator('clew-chart .u-over');
  await plot.waitFor();
  await page.getByRole('button', { name: 'Exemplars' }).and(page.locator('[aria-pressed=true]')).waitFor();
  const box = await plot.boundingBox();
  for (let y = box.height - 2; y > 0; y -= 4) {
    await page.mouse.move(box.x + box.width / 2, box.y + y);
    if (await page.locator('clew-chart .tip.card:not([hidden])').count()) break;
  }
  await page.locator('clew-chart .tip.card').getByText('Click opens the trace').waitFor();
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForURL('**/trace/4bf92f3577b34da6a3ce929d0e0e4736*');
});

test('how a query was evaluated is shown beside it, and esc closes that', async () => {
  await page.goto(query(BY_SERVICE));
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByRole('tree').getByText('2 of 3 segments read').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('clew-drawer').waitFor({ state: 'detached' });
});

test('a query becomes an alerting rule', async () => {
  await page.goto(query(BY_SERVICE));
  await page.getByRole('button', { name: 'Alert rule' }).click();
  await page.getByRole('spinbutton', { name: 'Threshold' }).fill('7');
  await page.locator('clew-alert-copy pre').getByText('> 7').waitFor();
});

test('cardinality says what makes the series and what to do', async () => {
  await page.goto(`${SHOP}/metrics/cardinality`);
  await page.getByText('900 of 1,000 series are in use').waitFor();
  await page.getByText(/user_id has 600 values, 100 the day before/).waitFor();
  await page.getByRole('button', { name: `${HISTOGRAM}_bucket` }).click();
  await page.getByText('multiplies its series most').waitFor();
  await page.getByRole('tab', { name: 'Query' }).click();
  await page.waitForURL('**/metrics?tab=query*');
});

test('no page threw', () => assert.deepEqual(problems, []));
