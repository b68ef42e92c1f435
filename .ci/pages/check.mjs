// Opens every kind of page of a site from its folder, wide, at 200 % and narrow, and fails on anything that
// axe finds (best practices too), on a request to anywhere, on a page wider than the screen, and
// where the search finds nothing.
//
//   node check.mjs FOLDER PAGE…
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const [folder, ...pages] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
let faults = 0;
const tell = (...words) => { faults += 1; console.log(...words); };
// A window of 1280 points at 200 % has 640 of its own.
for (const width of [1280, 640, 360]) {
  const deviceScaleFactor = width === 640 ? 2 : 1;
  const viewport = { width, height: 800 };
  const context = await browser.newContext({ viewport, deviceScaleFactor, bypassCSP: true });
  const page = await context.newPage();
  page.on('request', (one) => { if (!one.url().startsWith('file:')) tell('request', one.url()); });
  for (const name of pages) {
    await page.goto(pathToFileURL(join(folder, name)).href);
    await page.evaluate(axe);
    const found = await page.evaluate(
      async (values) => (await axe.run(document, { runOnly: values })).violations
        .map((one) => `${one.id}: ${one.nodes[0].html} ${one.nodes[0].failureSummary}`), rules);
    for (const one of found) tell(width, name, one);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) tell(width, name, `wider than the screen by ${over}`);
    if (process.env.PICTURES) {
      const path = `${process.env.PICTURES}/${width}-${name.replaceAll('/', '_')}.png`;
      await page.screenshot({ path });
    }
  }
}
// As a reader has it: with the page's own policy.
const page = await browser.newPage();
await page.goto(pathToFileURL(join(folder, 'search/index.html')).href);
await page.fill('#words', process.env.PIECE ?? '計画');
const links = await page.locator('#found a').count();
if (!links) tell('the search finds nothing from a folder');
await browser.close();
console.log(`${pages.length} kinds of pages, three widths: ${faults} faults`);
process.exit(faults ? 1 : 0);
