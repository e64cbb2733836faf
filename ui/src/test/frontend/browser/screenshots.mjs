/** node screenshots.mjs ADDRESS FOLDER PATH…: each page, dark and light, wide and narrow. */
import { mkdir } from 'node:fs/promises';
import { openBrowser } from './browser.mjs';

const [address, folder, ...paths] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const colorScheme of ['dark', 'light']) {
  const { context, close } = await openBrowser({ colorScheme, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.on('console', (m) => m.type() === 'error' && console.log('console:', m.text()));
  page.on('pageerror', (e) => console.log('page error:', e.message));
  for (const path of paths) {
    const name = (path === '/' ? 'home' : path.replace(/^\//, '').replace(/[^\w]+/g, '-')).slice(0, 40);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(address + path);
    await page.waitForTimeout(1800);
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}-1440.png` });
    await page.setViewportSize({ width: 1024, height: 700 });
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}-1024.png` });
  }
  await close();
}
